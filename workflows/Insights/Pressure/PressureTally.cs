using Campaigns.Model;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Insights.Pressure;

/// <summary>
/// Counts the timeline events of a portfolio, customer by customer or all mixed: contacts by month, what each rule held back and
/// what became of it, which journeys collide. Timeline events of one customer must come in their order.
/// </summary>
/// <param name="period">The days that count. Timeline events outside it are still read: a message put off within may be explained by one
/// before.</param>
public sealed class PressureTally(PressurePeriod period)
{
    private readonly RuleTally _rules = new();
    private readonly CollisionTally _collisions = new();
    private readonly ContactTally _contacts = new();

    /// <summary>Begins a customer.</summary>
    public static CustomerTally Begin() => new();

    /// <summary>Takes a timeline event of a customer.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="timelineEvent">What happened.</param>
    /// <param name="day">The day it happened on, on the customer's own calendar.</param>
    public void Add(CustomerTally customer, TimelineEvent timelineEvent, LocalDate day)
    {
        switch (timelineEvent.Kind)
        {
            case TimelineEventKind.Exited or TimelineEventKind.Ended:
                customer.Settle(timelineEvent);
                break;
            case var _ when timelineEvent.Message is null || timelineEvent.Journey is null || timelineEvent.Channel == Channel.Agent:
                break;
            case TimelineEventKind.Reserved:
                customer.Owners.Remember(timelineEvent.Message.Value, timelineEvent.Journey.Value);
                break;
            case TimelineEventKind.Sent or TimelineEventKind.Unknown:
                customer.Owners.Remember(timelineEvent.Message.Value, timelineEvent.Journey.Value);
                if (period.Contains(day) && timelineEvent.Kind == TimelineEventKind.Unknown)
                    customer.ContactPerhaps(timelineEvent.Message.Value, MonthOf(day));
                else if (period.Contains(day))
                    customer.Contact(MonthOf(day));
                if (customer.Settle(timelineEvent.Message.Value) is { } held)
                    SentLater(held);
                break;
            case TimelineEventKind.Settled when timelineEvent.Reason == "not-sent":
                customer.TakeBack(timelineEvent.Message.Value);
                break;
            case TimelineEventKind.Failed:
                customer.Settle(timelineEvent.Message.Value);
                break;
            case TimelineEventKind.Deferred or TimelineEventKind.Bumped or TimelineEventKind.Refused or TimelineEventKind.Released:
                if (period.Contains(day))
                    HeldBack(customer, timelineEvent);
                // A journey outranked in its group goes on later with the same message.
                if (timelineEvent.Kind == TimelineEventKind.Refused
                    || (timelineEvent.Kind == TimelineEventKind.Released && timelineEvent.Reason != ContactReason.Outranked))
                    customer.Settle(timelineEvent.Message.Value);
                break;
        }
    }

    private static int MonthOf(LocalDate day) => (day.Year * 12) + day.Month - 1;

    /// <summary>
    /// Adds a customer of whom all timeline events were taken. One without timeline events counts as well: as one without contacts.
    /// </summary>
    public void Complete(CustomerTally customer) => _contacts.Add(customer);

    /// <summary>Adds what another has counted about other customers.</summary>
    public void Add(PressureTally other)
    {
        _rules.Add(other._rules);
        _collisions.Add(other._collisions);
        _contacts.Add(other._contacts);
    }

    /// <summary>What it came to.</summary>
    public PortfolioPressure Result()
    {
        var months = _contacts.Months();
        return new(_contacts.Customers, months.Sum(month => month.Contacts), months, _rules.Result(), _collisions.Result(),
            _collisions.Unattributed);
    }

    private void HeldBack(CustomerTally customer, TimelineEvent timelineEvent)
    {
        var held = customer.Hold(timelineEvent);
        _rules.Add(held, timelineEvent);
        _collisions.Add(held, timelineEvent, customer.Owners);
    }

    private void SentLater(HeldMessage held)
    {
        _rules.SentLater(held);
        _collisions.SentLater(held);
    }
}
