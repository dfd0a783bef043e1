using Campaigns.Model;
using NodaTime;

namespace Campaigns.Insights.Statistics;

/// <summary>What came of a journey in a span of days.</summary>
/// <param name="Journey">The journey.</param>
/// <param name="From">The first day, in UTC.</param>
/// <param name="To">The last day, included.</param>
public sealed record JourneyReport(JourneyId Journey, LocalDate From, LocalDate To)
{
    /// <summary>Enrollments that began, without the holdout group.</summary>
    public long Entered { get; init; }

    /// <summary>Enrollments that got their first message.</summary>
    public long Contacted { get; init; }

    /// <summary>Messages a provider took.</summary>
    public long Sent { get; init; }

    /// <summary>Messages of which nobody knows whether a provider took them.</summary>
    public long Unknown { get; init; }

    /// <summary>Messages that failed for good, bounces included.</summary>
    public long Failed { get; init; }

    /// <summary>Reports that a message was delivered.</summary>
    public long Delivered { get; init; }

    /// <summary>Reports that a message was opened.</summary>
    public long Opened { get; init; }

    /// <summary>Reports that a link was followed.</summary>
    public long Clicked { get; init; }

    /// <summary>Messages not sent at all, by reason.</summary>
    public IReadOnlyDictionary<string, long> Refused { get; init; } = new Dictionary<string, long>();

    /// <summary>How often a message was put off, by reason.</summary>
    public IReadOnlyDictionary<string, long> Deferred { get; init; } = new Dictionary<string, long>();

    /// <summary>Enrollments that ended, by outcome, the holdout group's included.</summary>
    public IReadOnlyDictionary<string, long> Outcomes { get; init; } = new Dictionary<string, long>();

    /// <summary>Enrollments that reached the goal, without the holdout group.</summary>
    public long Converted { get; init; }

    /// <summary>The sum of the goal's values, without the holdout group, in the unit of the goal's expression.</summary>
    public decimal ConvertedValue { get; init; }

    /// <summary>
    /// Of the conversions those that the contact policy's attribution credits to this journey: an event that fulfils the goals of several
    /// journeys counts once over all of them.
    /// </summary>
    public long Credited { get; init; }

    /// <summary>The sum of the goal's values of the credited conversions.</summary>
    public decimal CreditedValue { get; init; }

    /// <summary>The group that is enrolled without being contacted.</summary>
    public HoldoutReport Holdout { get; init; } = new(0, 0, 0);

    /// <summary>What the journey changed against the holdout group; null while either group is empty.</summary>
    public Uplift? Uplift { get; init; }

    /// <summary>The steps that concern messages, each with its numbers, by id.</summary>
    public IReadOnlyList<StepReport> Steps { get; init; } = [];
}

/// <summary>The holdout group.</summary>
/// <param name="Entered">Enrollments that began.</param>
/// <param name="Converted">Of these, the ones that reached the goal.</param>
/// <param name="ConvertedValue">The sum of the goal's values.</param>
public sealed record HoldoutReport(long Entered, long Converted, decimal ConvertedValue);

/// <summary>One step's funnel.</summary>
/// <param name="Step">The step.</param>
/// <param name="Reserved">Messages that were granted a slot.</param>
/// <param name="Deferred">How often one was put off.</param>
/// <param name="Refused">Messages that were not sent at all.</param>
/// <param name="Sent">Messages a provider took.</param>
/// <param name="Failed">Messages that failed for good.</param>
/// <param name="Delivered">Reports of delivery.</param>
/// <param name="Opened">Reports of opening.</param>
/// <param name="Clicked">Reports of a followed link.</param>
/// <param name="ByChannel">Messages a provider took, by channel.</param>
public sealed record StepReport(
    string Step, long Reserved, long Deferred, long Refused, long Sent, long Failed, long Delivered, long Opened, long Clicked,
    IReadOnlyDictionary<string, long> ByChannel);
