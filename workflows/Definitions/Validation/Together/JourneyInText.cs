using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Model;

namespace Campaigns.Definitions.Validation.Together;

/// <summary>A journey with the text it was read from.</summary>
/// <param name="File">Its file.</param>
/// <param name="Definition">The journey.</param>
/// <param name="Source">Tells where its parts stand.</param>
public sealed record JourneyInText(string File, JourneyDefinition Definition, JourneySource Source)
{
    internal (string File, Finding Finding) Warning(object part, string inPart, string code, string message)
    {
        var pointer = Source.PointerOf(part) is { } place ? place + inPart : "";
        return (File, new Finding(FindingSeverity.Warning, pointer, 0, code, message) { Place = Source.PlaceOf(pointer) });
    }
}
