using System.Collections.Immutable;
using Campaigns.Definitions.Expressions;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Definitions.ContactPolicies;

/// <summary>The rules under which customers may be contacted (<c>journeys/contact-policy.json</c>). Immutable.</summary>
public sealed record ContactPolicy
{
    /// <summary>A policy without limits: everything is allowed at once.</summary>
    public static readonly ContactPolicy Unlimited = new() { TimeZone = DateTimeZone.Utc };

    /// <summary>The zone of a customer who has none, or an unknown one.</summary>
    public required DateTimeZone TimeZone { get; init; }

    /// <summary>
    /// The country, ISO 3166-1 alpha-2, whose telephone numbers are meant where a customer has no <c>country</c> and a number no code;
    /// null: such a number is none.
    /// </summary>
    public string? Country { get; init; }

    /// <summary>The first day of a calendar week.</summary>
    public IsoDayOfWeek WeekStart { get; init; } = IsoDayOfWeek.Monday;

    /// <summary>Times of day when nothing is sent.</summary>
    public ImmutableArray<QuietHours> QuietHours { get; init; } = [];

    /// <summary>Limits on how many contacts of one customer a window may hold.</summary>
    public ImmutableArray<FrequencyCap> Caps { get; init; } = [];

    /// <summary>
    /// Limits on how many contacts of a household or an address a window may hold. They are kept at the hand-over only: what other
    /// customers plan is nothing a decision about one of them knows.
    /// </summary>
    public ImmutableArray<FrequencyCap> SharedCaps { get; init; } = [];

    /// <summary>The least distance between two contacts; null: none.</summary>
    public ContactGap? Gap { get; init; }

    /// <summary>How many journeys a customer is in at the same time; null: any number.</summary>
    public ConcurrencyLimit? Concurrency { get; init; }

    /// <summary>When an address that bounces only for now is left alone.</summary>
    public SoftBounceRule SoftBounces { get; init; } = SoftBounceRule.Default;

    /// <summary>How far ahead planned contacts of higher priority keep their place; zero: they do not.</summary>
    public Duration LookAhead { get; init; } = Duration.Zero;

    /// <summary>Categories no cap, gap or quiet time holds back, and no consent is asked for: notices the law requires.</summary>
    public ImmutableHashSet<string> Exempt { get; init; } = [];

    /// <summary>Which journey is credited with a conversion that counts for several.</summary>
    public AttributionRule Attribution { get; init; } = AttributionRule.LastTouch;

    /// <summary>A customer's own limit, which can only lower a cap: a number, or null for none.</summary>
    public Expression? LimitOverride { get; init; }

    /// <summary>The purpose a category is consented to by: <c>service</c> for the exempt, <c>marketing</c> for the rest.</summary>
    public string PurposeOf(string category) => Exempt.Contains(category) ? "service" : "marketing";
}

/// <summary>A daily time when nothing is sent, half-open: <c>From ≤ local time &lt; To</c>; crosses midnight where To ≤ From.</summary>
/// <param name="Channels">Which channels rest; empty: all.</param>
/// <param name="Weekdays">On which days it begins; empty: every day.</param>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends.</param>
/// <param name="Spread">Deferred messages go out over this long after the end, by a hash of the customer.</param>
public sealed record QuietHours(
    ImmutableArray<Channel> Channels, ImmutableArray<IsoDayOfWeek> Weekdays, LocalTime From, LocalTime To, Duration Spread)
{
    /// <summary>The reason code of a message that has to wait for them to end.</summary>
    public string Reason { get; init; } = ContactReason.QuietHours;
}

/// <summary>At most <paramref name="Limit"/> counted contacts in any window.</summary>
/// <param name="Id">Named in reasons: <c>cap:marketing-month</c>.</param>
/// <param name="Limit">0: none may be sent.</param>
/// <param name="Window">How long, and whether rolling or by the calendar.</param>
public sealed record FrequencyCap(string Id, int Limit, CapWindow Window)
{
    /// <summary>Categories it holds back; empty: all but the exempt.</summary>
    public ImmutableHashSet<string> Limits { get; init; } = [];

    /// <summary>Categories that use it up; empty: all but the exempt.</summary>
    public ImmutableHashSet<string> Counts { get; init; } = [];

    /// <summary>Channels it looks at; empty: all.</summary>
    public ImmutableHashSet<Channel> Channels { get; init; } = [];

    /// <summary>Journeys it looks at; empty: all.</summary>
    public ImmutableHashSet<string> Journeys { get; init; } = [];

    /// <summary>Whose contacts it counts together.</summary>
    public CapScope Per { get; init; }
}

/// <summary>Whose contacts a cap counts together.</summary>
public enum CapScope
{
    /// <summary>Those of one customer.</summary>
    Customer,

    /// <summary>Those of all customers with the same <c>customer.household</c>; a customer without one has no such cap.</summary>
    Household,

    /// <summary>Those that go to the same number, mailbox, device or account, whoever has it.</summary>
    Address,
}

/// <summary>The window of a cap.</summary>
public abstract record CapWindow
{
    private CapWindow()
    {
    }

    /// <summary>Any interval of this length; a contact exactly this long ago is outside.</summary>
    public sealed record Rolling(Duration Length) : CapWindow;

    /// <summary>The customer's own calendar unit.</summary>
    public sealed record Calendar(CalendarUnit Unit) : CapWindow;
}

/// <summary>A calendar unit of the customer's zone.</summary>
public enum CalendarUnit
{
    /// <summary>Midnight to midnight.</summary>
    Day,

    /// <summary>From the policy's first day of the week.</summary>
    Week,

    /// <summary>From the first of the month.</summary>
    Month,
}

/// <summary>The least distance between any two contacts of some categories.</summary>
/// <param name="Min">Exactly this far apart is allowed.</param>
/// <param name="Categories">Which; empty: all but the exempt.</param>
public sealed record ContactGap(Duration Min, ImmutableHashSet<string> Categories);
