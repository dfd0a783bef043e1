using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Insights.Pressure;

/// <summary>What was said to a customer, what was held back, and what is to come: the timeline behind, the contact ledger ahead.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Zone">Whose days it is read by.</param>
/// <param name="Entries">By instant.</param>
public sealed record ContactCalendar(CustomerId Customer, DateTimeZone Zone, ImmutableArray<CalendarEntry> Entries)
{
    /// <summary>The calendar of a customer.</summary>
    /// <param name="record">The customer as stored.</param>
    /// <param name="facts">Their timeline, in order. Agent tasks are no contacts and left out.</param>
    /// <param name="zone">The zone of a customer without one.</param>
    public static ContactCalendar Of(CustomerRecord record, IEnumerable<Fact> facts, DateTimeZone zone)
    {
        var entries = new List<CalendarEntry>();
        var waiting = new Dictionary<MessageId, Fact>();
        foreach (var fact in facts.Where(fact => fact is { Message: not null, Journey: not null, Step: not null } && fact.Channel != Channel.Agent))
        {
            if (MarkOf(fact.Kind) is { } mark)
                entries.Add(Entry(fact, mark));
            if (fact.Kind is FactKind.Deferred or FactKind.Bumped)
                waiting[fact.Message!.Value] = fact;
            else if (fact.Kind is FactKind.Reserved or FactKind.Refused or FactKind.Released or FactKind.Sent or FactKind.Unknown or FactKind.Failed)
                waiting.Remove(fact.Message!.Value);
        }

        entries.AddRange(Ahead(record, waiting));
        return new(record.Id, record.Profile.ZoneOr(zone), [.. entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Mark)]);
    }

    /// <summary>The part of it that lies within a period.</summary>
    public ContactCalendar Within(PressurePeriod period) => this with { Entries = [.. Entries.Where(entry => period.Contains(DayOf(entry))) ] };

    /// <summary>The day of an entry on the customer's own calendar.</summary>
    public LocalDate DayOf(CalendarEntry entry) => entry.At.InZone(Zone).Date;

    private static IEnumerable<CalendarEntry> Ahead(CustomerRecord record, Dictionary<MessageId, Fact> waiting)
    {
        foreach (var entry in record.Ledger.Entries.Where(entry => entry.Channel != Channel.Agent))
        {
            // What was put off is told by its fact, with the reason; a plan beside it would say the same twice.
            CalendarMark? mark = entry.Status switch
            {
                ContactStatus.Reserved or ContactStatus.Sending => CalendarMark.Reserved,
                ContactStatus.Planned when !waiting.ContainsKey(entry.Message) => CalendarMark.Planned,
                _ => null,
            };
            if (mark is { } ahead)
                yield return new(entry.At, ahead, entry.Enrollment.Journey, entry.Step, entry.Message)
                {
                    Channel = entry.Channel, Policy = record.Enrollments.GetValueOrDefault(entry.Enrollment)?.Policy,
                };
        }

        foreach (var fact in waiting.Values)
        {
            // Bumped, it may have another slot already; the enrollment may have ended since: then nobody asks again.
            if (record.Ledger.Find(fact.Message!.Value) is not { Counts: true } && fact.Enrollment is { } enrollment && record.Enrollments.ContainsKey(enrollment) && Until(fact) is { } until)
                yield return Entry(fact, CalendarMark.AsksAgain) with { At = until, Until = null };
        }
    }

    private static CalendarEntry Entry(Fact fact, CalendarMark mark) => new(fact.Time, mark, fact.Journey!.Value, fact.Step!.Value, fact.Message!.Value)
    {
        Channel = fact.Channel, Policy = fact.Policy, Reason = fact.Reason, Until = Until(fact),
    };

    private static Instant? Until(Fact fact) =>
        fact.Detail?.Text("until") is { } text && InstantPattern.ExtendedIso.Parse(text) is { Success: true, Value: var until } ? until : null;

    private static CalendarMark? MarkOf(string kind) => kind switch
    {
        FactKind.Sent => CalendarMark.Sent,
        FactKind.Unknown => CalendarMark.Unknown,
        FactKind.Failed => CalendarMark.Failed,
        FactKind.Deferred => CalendarMark.PutOff,
        FactKind.Bumped => CalendarMark.Bumped,
        FactKind.Refused => CalendarMark.Refused,
        FactKind.Released => CalendarMark.Withdrawn,
        _ => null,
    };
}
