using System.Collections.Immutable;
using Campaigns.Definitions.Expressions;
using Cronos;
using NodaTime;

namespace Campaigns.Definitions.Journeys;

/// <summary>A way into a journey.</summary>
public abstract record Entry
{
    private Entry()
    {
    }

    /// <summary>Must hold at the moment of entry.</summary>
    public Expression? Where { get; init; }

    /// <summary>What identifies the enrollment; empty: the customer.</summary>
    public ImmutableArray<Expression> Key { get; init; } = [];

    /// <summary>Whether the same key may enter again.</summary>
    public Reentry Reentry { get; init; } = Reentry.Never;

    /// <summary>An event of this type arrives.</summary>
    /// <param name="Type">For example <c>gift.requested</c>.</param>
    public sealed record OnEvent(string Type) : Entry
    {
        /// <summary>The default of <see cref="MaxAge"/>: seven days.</summary>
        public static readonly Period DefaultMaxAge = Period.FromDays(7);

        /// <summary>An event that happened longer ago than this when it arrives begins nothing.</summary>
        public Period MaxAge { get; init; } = DefaultMaxAge;
    }

    /// <summary>A date attribute comes within a period, or is first seen already within it.</summary>
    /// <param name="Date">Over <c>customer</c> and <c>policy</c>, for example <c>policy.expires_on</c>.</param>
    /// <param name="By">How long before.</param>
    public sealed record BeforeDate(Expression Date, Period By) : Entry
    {
        /// <summary>Whether the date comes round every year, as a birthday does; its year does not matter then.</summary>
        public bool Yearly { get; init; }

        /// <summary>Of a yearly 29 February: whether it is 1 March in other years, instead of 28 February.</summary>
        public bool LeapDayIsMarch { get; init; }

        /// <summary>Whether a change of the customer's own data may let one of their policies in.</summary>
        public bool DependsOnCustomer => Over == SubjectKind.Policies
            && (Where?.Mentions("customer") == true || Key.Any(key => key.Mentions("customer")));

        /// <summary>Whether the date belongs to a policy (one entry for each) or to the customer.</summary>
        public SubjectKind Over => Date.Source.Contains("policy.", StringComparison.Ordinal) ? SubjectKind.Policies : SubjectKind.Customers;
    }

    /// <summary>A timer fires and the audience rule holds.</summary>
    /// <param name="Cron">Standard five-field cron, or six with seconds.</param>
    /// <param name="TimeZone">The zone the cron is read in.</param>
    /// <param name="Audience">Who.</param>
    public sealed record OnSchedule(CronExpression Cron, DateTimeZone TimeZone, Audience Audience) : Entry;

    /// <summary>The customer starts to match a segment.</summary>
    /// <param name="Segment">The segment's id.</param>
    public sealed record OnSegment(string Segment) : Entry;

    /// <summary><c>POST /api/journeys/{id}/enrollments</c> asks for it.</summary>
    public sealed record OnRequest : Entry;
}

/// <summary>A rule that picks customers or policies.</summary>
/// <param name="Over">What is looked at one by one.</param>
/// <param name="Where">Must hold; null: all.</param>
public sealed record Audience(SubjectKind Over, Expression? Where);

/// <summary>What an audience or a date entry looks at one by one.</summary>
public enum SubjectKind
{
    /// <summary>Customers.</summary>
    Customers,

    /// <summary>Policies, each with its customer.</summary>
    Policies,
}

/// <summary>Whether the same key may enter a journey again.</summary>
/// <param name="Allowed">False: never.</param>
/// <param name="After">How long after the last enrollment ended; null with <paramref name="Allowed"/>: at once.</param>
public sealed record Reentry(bool Allowed, Period? After)
{
    /// <summary>The same key enters once.</summary>
    public static readonly Reentry Never = new(false, null);

    /// <summary>Again as soon as the last one ended.</summary>
    public static readonly Reentry AfterExit = new(true, null);
}
