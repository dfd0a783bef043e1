using Campaigns.Definitions.Json;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads the journey language: every construct it has, and every finding of its shape at once. Never throws on bad text.</summary>
public static class JourneyReader
{
    /// <summary>Reads a journey.</summary>
    /// <param name="json">UTF-8 text, with or without byte order mark; must not change while the answer is in use.</param>
    public static JourneyReadResult Read(ReadOnlyMemory<byte> json)
    {
        var (draft, log, source) = JsonSource.Read(json, DefinitionReader.Read);
        return new JourneyReadResult(log.HasErrors ? null : draft, source.Findings(log))
        {
            Source = new JourneySource(log.Pointers, source.PlaceOf) { StepIds = log.StepIds },
            Draft = draft,
        };
    }

    /// <summary>Reads a copy of the text.</summary>
    /// <param name="json">UTF-8 text.</param>
    public static JourneyReadResult Read(ReadOnlySpan<byte> json) => Read(json.ToArray().AsMemory());
}
