using Campaigns.Definitions.Journeys;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.Library;

/// <summary>How a draft comes before customers.</summary>
public sealed record Publication
{
    /// <summary>Who publishes it.</summary>
    public string By { get; init; } = "an unnamed caller";

    /// <summary>A ramp instead of that of the draft; null: what the draft says.</summary>
    public RampRule? Ramp { get; init; }

    /// <summary>Whether it comes before all customers at once, whatever the draft says: as what was in force before does.</summary>
    public bool AtOnce { get; init; }

    /// <summary>The ramp by which a version begins; null: none, every customer takes it.</summary>
    /// <param name="definition">The version.</param>
    /// <param name="version">Its number.</param>
    /// <param name="head">How the journey stood before.</param>
    /// <param name="at">When it is published.</param>
    /// <remarks>
    /// While another ramp is under way, those outside its share were on the version before it, and stay there: a version that nobody has
    /// seen in full is not what others fall back to. Of a journey that took no entries, nothing goes on.
    /// </remarks>
    public JourneyRamp? RampOf(JourneyDefinition definition, int version, DocumentHead head, Instant at) =>
        AtOnce || (Ramp ?? definition.Ramp) is not { First: < JourneyRamp.All } rule ? null
        : new JourneyRamp(version, head.Status is JourneyStatus.Published or JourneyStatus.Paused ? head.Base : 0, rule.First, at)
        {
            Rule = rule,
            BeganAt = at,
            Changes = [new RampChange(at, rule.First, By, null)],
        };
}
