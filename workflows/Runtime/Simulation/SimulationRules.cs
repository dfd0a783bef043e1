using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Validation;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.Simulation;

/// <summary>What holds for every customer of a simulation.</summary>
/// <param name="Library">Journeys, contact policy, catalog.</param>
/// <param name="Until">Where the virtual clock stops.</param>
public sealed record SimulationRules(ICampaignLibrary Library, Instant Until)
{
    /// <summary>The templates, asked before a slot is taken what their texts require; null: they require nothing.</summary>
    public ITemplateCatalog? Templates { get; init; }

    /// <summary>The words that customers may reply with.</summary>
    public ReplyWords Replies { get; init; } = ReplyWords.Carriers;

    /// <summary>The ids of messages.</summary>
    public MessageIds Ids { get; init; } = MessageIds.Unkeyed;

    /// <summary>When schedules fire, in order.</summary>
    public IReadOnlyList<ScheduledSweep> Sweeps
    {
        get;
        init
        {
            field = value;
            var numbers = new Dictionary<JourneySchedule, int>();
            foreach (var sweep in value)
                numbers.TryAdd(sweep.Schedule, numbers.Count);
            (ScheduleOf, Schedules) = ([.. value.Select(sweep => numbers[sweep.Schedule])], numbers.Count);
        }
    } = [];

    /// <summary>The number of each occurrence's schedule, from 0.</summary>
    internal ImmutableArray<int> ScheduleOf { get; private init; } = [];

    /// <summary>How many schedules there are.</summary>
    internal int Schedules { get; private init; }

    /// <summary>Hears each enrollment that ends, as it ended; null: nobody does.</summary>
    public Action<EnrollmentRecord>? Ended { get; init; }

    /// <summary>
    /// Whether customers have to do with each other, and are walked together: a journey with a send rate gives its instants to all of them,
    /// and those of a household or an address share its caps.
    /// </summary>
    public bool IsJoint =>
        !Library.ContactPolicy.SharedCaps.IsEmpty || Library.Journeys.Any(live => live.Definition.SendRate is not null);
}
