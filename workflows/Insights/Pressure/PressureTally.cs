using Campaigns.Model;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Insights.Pressure;

/// <summary>
/// Counts the facts of a portfolio, customer by customer or all mixed: contacts by month, what each rule held back and
/// what became of it, which journeys collide. Facts of one customer must come in their order.
/// </summary>
/// <param name="period">The days that count. Facts outside it are still read: a message put off within may be explained by one before.</param>
public sealed class PressureTally(PressurePeriod period)
{
    private readonly RuleTally _rules = new();
    private readonly CollisionTally _collisions = new();
    private readonly ContactTally _contacts = new();

    /// <summary>Begins a customer.</summary>
    public static CustomerTally Begin() => new();

    /// <summary>Takes a fact of a customer.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="fact">What happened.</param>
    /// <param name="day">The day it happened on, on the customer's own calendar.</param>
    public void Take(CustomerTally customer, Fact fact, LocalDate day)
    {
        switch (fact.Kind)
        {
            case FactKind.Exited or FactKind.Ended:
                customer.Settle(fact);
                break;
            case var _ when fact.Message is null || fact.Journey is null || fact.Channel == Channel.Agent:
                break;
            case FactKind.Reserved:
                customer.Owners.Remember(fact.Message.Value, fact.Journey.Value);
                break;
            case FactKind.Sent or FactKind.Unknown:
                customer.Owners.Remember(fact.Message.Value, fact.Journey.Value);
                if (period.Contains(day))
                    customer.Contact((day.Year * 12) + day.Month - 1);
                if (customer.Settle(fact.Message.Value) is { } held)
                    SentLater(held);
                break;
            case FactKind.Failed:
                customer.Settle(fact.Message.Value);
                break;
            case FactKind.Deferred or FactKind.Bumped or FactKind.Refused or FactKind.Released:
                if (period.Contains(day))
                    HeldBack(customer, fact);
                // A journey outranked in its group goes on later with the same message.
                if (fact.Kind == FactKind.Refused || (fact.Kind == FactKind.Released && fact.Reason != "outranked"))
                    customer.Settle(fact.Message.Value);
                break;
        }
    }

    /// <summary>Adds a customer of whom all facts were taken. One without facts counts as well: as one without contacts.</summary>
    public void Complete(CustomerTally customer) => _contacts.Add(customer);

    /// <summary>What it came to.</summary>
    public PortfolioPressure Result()
    {
        var months = _contacts.Months();
        return new(_contacts.Customers, months.Sum(month => month.Contacts), months, _rules.Result(), _collisions.Result(), _collisions.Unattributed);
    }

    private void HeldBack(CustomerTally customer, Fact fact)
    {
        var held = customer.Hold(fact);
        _rules.Add(held, fact);
        _collisions.Add(held, fact, customer.Owners);
    }

    private void SentLater(HeldMessage held)
    {
        _rules.SentLater(held);
        _collisions.SentLater(held);
    }
}
