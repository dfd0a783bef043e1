using System.Collections.Immutable;
using Campaigns.Definitions.Expressions;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Journeys;

/// <summary>One version of a journey: what <c>journey-language</c> describes, parsed and checked. Immutable.</summary>
public sealed record JourneyDefinition
{
    private readonly Lazy<JourneyMap> _map;

    /// <summary>Creates an empty definition to be filled by an object initialiser.</summary>
    public JourneyDefinition() => _map = new(() => new JourneyMap(this));

    /// <summary>The journey.</summary>
    public required JourneyId Id { get; init; }

    /// <summary>1 for the first published version; 0 for a draft.</summary>
    public int Version { get; init; }

    /// <summary>Display names by locale; at least <c>en</c>.</summary>
    public required ImmutableSortedDictionary<string, string> Name { get; init; }

    /// <summary>The contact policy's category, for example <c>renewal</c>.</summary>
    public required string Category { get; init; }

    /// <summary>Why its messages may be sent without consent; null: they may not, or it was published before that was asked.</summary>
    public TransactionalNotice? Transactional { get; init; }

    /// <summary>0 to 100; the higher wins a collision. Default 50.</summary>
    public int Priority { get; init; } = 50;

    /// <summary>When customers may enter; null: always.</summary>
    public ActivePeriod? Active { get; init; }

    /// <summary>The ways in; at least one.</summary>
    public required ImmutableArray<Entry> Entries { get; init; }

    /// <summary>Rules that end the enrollment at any moment.</summary>
    public ImmutableArray<ExitRule> Exits { get; init; } = [];

    /// <summary>What counts as success, if anything does.</summary>
    public Goal? Goal { get; init; }

    /// <summary>Percent of customers who are enrolled without being contacted, 0 to 50.</summary>
    public double Holdout { get; init; }

    /// <summary>The exclusive group, if any.</summary>
    public Exclusivity? Exclusive { get; init; }

    /// <summary>How fast its messages go out; null: as they come.</summary>
    public SendRate? SendRate { get; init; }

    /// <summary>How this version comes before customers when it is published; null: before all of them at once.</summary>
    public RampRule? Ramp { get; init; }

    /// <summary>Whether those inside keep the texts of the release by which they entered, instead of those of the release in force.</summary>
    public bool PinsTexts { get; init; }

    /// <summary>What is done, in order.</summary>
    public required ImmutableArray<Step> Steps { get; init; }

    /// <summary>Where each step stands; built on first use.</summary>
    public JourneyMap Map => _map.Value;
}

/// <summary>Why a journey of an exempt category may send without consent and beyond the caps.</summary>
/// <param name="Because">The reason, in words.</param>
/// <param name="AnyHour">Whether its messages go out in quiet hours too.</param>
public sealed record TransactionalNotice(string Because, bool AnyHour);

/// <summary>A rule that ends an enrollment.</summary>
/// <param name="Outcome">How it ended, for example <c>renewed</c>.</param>
public abstract record ExitRule(string Outcome)
{
    /// <summary>Heard the moment the event arrives.</summary>
    public sealed record OnEvent(string Type, Expression? Where, string Outcome) : ExitRule(Outcome);

    /// <summary>Tested before every step.</summary>
    public sealed record When(Expression Condition, string Outcome) : ExitRule(Outcome);
}

/// <summary>What counts as success.</summary>
/// <param name="Outcome">The outcome that is the goal.</param>
/// <param name="Value">The value of one conversion, over the event that caused it; null counts 1.</param>
/// <param name="Within">How long after the last contact or the end a conversion still counts; null: while enrolled.</param>
public sealed record Goal(string Outcome, Expression? Value, Period? Within);

/// <summary>Membership in a group of journeys of which a customer is in one at a time.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="WhenOutranked">What happens to the lower-priority enrollment.</param>
public sealed record Exclusivity(string Group, WhenOutranked WhenOutranked);

/// <summary>What happens to an enrollment for which better ones have left no place.</summary>
public enum WhenOutranked
{
    /// <summary>It is held, also from the start, and goes on when there is a place.</summary>
    Pause,

    /// <summary>It ends with outcome <c>outranked</c>; a newcomer does not enter.</summary>
    End,

    /// <summary>A newcomer does not enter; one that runs is left alone, whoever comes.</summary>
    Refuse,
}
