using System.Collections.Immutable;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Validation.Contacts;

/// <summary>A message on a way through a journey.</summary>
internal readonly record struct Sent(LocalDateTime At, SendStep Send)
{
    /// <summary>The same send at the same time: sends are told apart by identity, not by content.</summary>
    public bool Equals(Sent other) => At == other.At && ReferenceEquals(Send, other.Send);

    /// <inheritdoc/>
    public override int GetHashCode() => At.GetHashCode();
}

/// <summary>Why a message cannot be sent before its deadline.</summary>
/// <param name="Rule">The rule in words.</param>
/// <param name="Earlier">The messages that used it up.</param>
internal sealed record Blocked(string Rule, IReadOnlyList<StepId> Earlier);

/// <summary>The caps and the gap of the contact policy, as far as one journey's own messages can run into them.</summary>
internal sealed class SendLimits
{
    private readonly ContactPolicy _policy;
    private readonly ImmutableArray<FrequencyCap> _caps;
    private readonly Duration _gap;

    public SendLimits(ContactPolicy policy, JourneyDefinition journey)
    {
        _policy = policy;
        var category = journey.Category;
        var exempt = policy.Exempt.Contains(category);
        _caps =
        [
            .. policy.Caps.Where(cap => !exempt && Names(cap.Limits, category) && Names(cap.Counts, category)
                && (cap.Journeys.IsEmpty || cap.Journeys.Contains(journey.Id.Value))),
        ];
        _gap = policy.Gap is { } gap && !exempt && Names(gap.Categories, category) ? gap.Min : Duration.Zero;
        Memory =
            Precise(_caps.Select(cap => cap.Window is CapWindow.Rolling rolling ? rolling.Length : Duration.FromDays(31)).Append(_gap)
                .Max());
    }

    /// <summary>Whether there is nothing to run into.</summary>
    public bool IsEmpty => _caps.IsEmpty && _gap == Duration.Zero;

    /// <summary>Whether the day of the calendar matters.</summary>
    public bool UsesCalendar => _caps.Any(cap => cap.Window is CapWindow.Calendar);

    /// <summary>How long a message can matter to a later one.</summary>
    public Period Memory { get; }

    /// <summary>The earliest time a message can go, or what blocks it until its deadline.</summary>
    public (LocalDateTime At, Blocked? Blocked) Earliest(SendStep send, LocalDateTime from, ImmutableArray<Sent> earlier)
    {
        // Skipping or ending when blocked means: now or never.
        var deadline = from.Plus(send.WhenBlocked == WhenBlocked.Defer ? Precise(JsonDurations.Approximate(send.Deadline)) : Period.Zero);
        var at = from;
        while (NextBlock(send, at, earlier) is var (until, blocked))
        {
            if (until is null || until > deadline)
                return (at, blocked);
            at = until.Value;
        }

        return (at, null);
    }

    private static Period Precise(Duration length) => Period.FromTicks((long)length.TotalTicks);

    private static bool Names(ImmutableHashSet<string> categories, string category) => categories.IsEmpty || categories.Contains(category);

    private (LocalDateTime? Until, Blocked Blocked)? NextBlock(SendStep send, LocalDateTime at, ImmutableArray<Sent> earlier)
    {
        if (earlier.Length > 0 && _gap > Duration.Zero && earlier[^1].At.Plus(Precise(_gap)) is var free && free > at)
            return (free, new Blocked($"the gap of {_gap.TotalHours:0.#} hours between two messages", [earlier[^1].Send.Id]));
        foreach (var cap in _caps.Where(cap => AppliesToAllChannels(cap, send)))
        {
            var counted = earlier.Where(sent => AppliesToAllChannels(cap, sent.Send) && InWindow(cap.Window, sent.At, at)).ToArray();
            if (counted.Length < cap.Limit)
                continue;
            LocalDateTime? until = cap.Limit == 0 ? null : Frees(cap.Window, counted[^cap.Limit].At, at);
            return (until, new Blocked($"the cap \"{cap.Id}\" ({cap.Limit} {Describe(cap.Window)})", [.. counted.Select(c => c.Send.Id)]));
        }

        return null;
    }

    // With another channel to turn to, the cap need not hold the message back.
    private static bool AppliesToAllChannels(FrequencyCap cap, SendStep send) =>
        cap.Channels.IsEmpty || send.Channels.All(cap.Channels.Contains);

    private bool InWindow(CapWindow window, LocalDateTime sent, LocalDateTime at) => window switch
    {
        CapWindow.Rolling rolling => sent.Plus(Precise(rolling.Length)) > at,
        CapWindow.Calendar calendar => UnitStart(calendar.Unit, sent) == UnitStart(calendar.Unit, at),
        _ => false,
    };

    private LocalDateTime Frees(CapWindow window, LocalDateTime oldest, LocalDateTime at) => window switch
    {
        CapWindow.Rolling rolling => oldest.Plus(Precise(rolling.Length)),
        CapWindow.Calendar { Unit: CalendarUnit.Day } => at.Date.PlusDays(1).AtMidnight(),
        CapWindow.Calendar { Unit: CalendarUnit.Week } => UnitStart(CalendarUnit.Week, at).PlusWeeks(1).AtMidnight(),
        _ => UnitStart(CalendarUnit.Month, at).PlusMonths(1).AtMidnight(),
    };

    private LocalDate UnitStart(CalendarUnit unit, LocalDateTime at) => unit switch
    {
        CalendarUnit.Day => at.Date,
        CalendarUnit.Week => at.DayOfWeek == _policy.WeekStart ? at.Date : at.Date.Previous(_policy.WeekStart),
        _ => new LocalDate(at.Year, at.Month, 1),
    };

    private static string Describe(CapWindow window) => window switch
    {
        CapWindow.Rolling rolling => FormattableString.Invariant($"in any {rolling.Length.TotalDays:0.##} days"),
        CapWindow.Calendar calendar => $"a {calendar.Unit.ToString().ToLowerInvariant()}",
        _ => "",
    };
}
