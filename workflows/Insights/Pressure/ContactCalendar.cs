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
    /// <param name="timelineEvents">Their timeline, in order. Agent tasks are no contacts and left out.</param>
    /// <param name="zone">The zone of a customer without one.</param>
    public static ContactCalendar Of(CustomerRecord record, IEnumerable<TimelineEvent> timelineEvents, DateTimeZone zone)
    {
        var entries = new List<CalendarEntry>();
        var waiting = new Dictionary<MessageId, TimelineEvent>();
        foreach (var timelineEvent in timelineEvents.Where(timelineEvent =>
            timelineEvent is { Message: not null, Journey: not null, Step: not null } && timelineEvent.Channel != Channel.Agent))
        {
            if (MarkOf(timelineEvent.Kind) is { } mark)
                entries.Add(Entry(timelineEvent, mark));
            if (timelineEvent.Kind == TimelineEventKind.Settled)
                Settle(entries, timelineEvent);
            if (timelineEvent.Kind is TimelineEventKind.Deferred or TimelineEventKind.Bumped)
                waiting[timelineEvent.Message!.Value] = timelineEvent;
            else if (timelineEvent.Kind is TimelineEventKind.Reserved or TimelineEventKind.Refused or TimelineEventKind.Released
                or TimelineEventKind.Sent or TimelineEventKind.Unknown or TimelineEventKind.Failed)
                waiting.Remove(timelineEvent.Message!.Value);
        }

        entries.AddRange(Ahead(record, waiting));
        return new(record.Id, record.Profile.ZoneOr(zone), [.. entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Mark)]);
    }

    /// <summary>What was possibly sent was sent, or was not: the mark stays where it is.</summary>
    private static void Settle(List<CalendarEntry> entries, TimelineEvent settled)
    {
        var place = entries.FindLastIndex(entry => entry.Message == settled.Message && entry.Mark == CalendarMark.Unknown);
        if (place >= 0)
            entries[place] = entries[place] with { Mark = settled.Reason == "sent" ? CalendarMark.Sent : CalendarMark.Failed };
    }

    /// <summary>The part of it that lies within a period.</summary>
    public ContactCalendar Within(PressurePeriod period) =>
        this with { Entries = [.. Entries.Where(entry => period.Contains(DayOf(entry)))] };

    /// <summary>The day of an entry on the customer's own calendar.</summary>
    public LocalDate DayOf(CalendarEntry entry) => entry.At.InZone(Zone).Date;

    private static IEnumerable<CalendarEntry> Ahead(CustomerRecord record, Dictionary<MessageId, TimelineEvent> waiting)
    {
        foreach (var entry in record.Ledger.Entries.Where(entry => entry.Channel != Channel.Agent))
        {
            // What was put off is told by its timeline event, with the reason; a plan beside it would say the same twice.
            CalendarMark? mark = entry.Status switch
            {
                ContactStatus.Reserved or ContactStatus.Sending => CalendarMark.Reserved,
                ContactStatus.Planned when !waiting.ContainsKey(entry.Message) => CalendarMark.Planned,
                _ => null,
            };
            if (mark is { } ahead)
                yield return new(entry.At, ahead, entry.Enrollment.Journey, entry.Step, entry.Message)
                {
                    Channel = entry.Channel,
                    Policy = record.Enrollments.GetValueOrDefault(entry.Enrollment)?.Policy,
                };
        }

        foreach (var timelineEvent in waiting.Values)
        {
            // Bumped, it may have another slot already; the enrollment may have ended since: then nobody asks again.
            if (record.Ledger.Find(timelineEvent.Message!.Value) is not { Counts: true } && timelineEvent.Enrollment is { } enrollment
                && record.Enrollments.ContainsKey(enrollment) && Until(timelineEvent) is { } until)
                yield return Entry(timelineEvent, CalendarMark.AsksAgain) with { At = until, Until = null };
        }
    }

    private static CalendarEntry Entry(TimelineEvent timelineEvent, CalendarMark mark) =>
        new(timelineEvent.Time, mark, timelineEvent.Journey!.Value, timelineEvent.Step!.Value, timelineEvent.Message!.Value)
        {
            Channel = timelineEvent.Channel,
            Policy = timelineEvent.Policy,
            Reason = timelineEvent.Reason,
            Until = Until(timelineEvent),
        };

    private static Instant? Until(TimelineEvent timelineEvent) =>
        timelineEvent.Detail?.Text("until") is { } text && InstantPattern.ExtendedIso.Parse(text) is { Success: true, Value: var until }
        ? until : null;

    private static CalendarMark? MarkOf(string kind) => kind switch
    {
        TimelineEventKind.Sent => CalendarMark.Sent,
        TimelineEventKind.Unknown => CalendarMark.Unknown,
        TimelineEventKind.Failed => CalendarMark.Failed,
        TimelineEventKind.Deferred => CalendarMark.PutOff,
        TimelineEventKind.Bumped => CalendarMark.Bumped,
        TimelineEventKind.Refused => CalendarMark.Refused,
        TimelineEventKind.Released => CalendarMark.Withdrawn,
        _ => null,
    };
}
