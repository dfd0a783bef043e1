using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Events;
using Campaigns.Portfolio.History;
using Campaigns.Runtime.Customers;
using NodaTime;

namespace Campaigns.Portfolio.Replay;

/// <summary>Turns what a file says into customer events.</summary>
public static class PortfolioEvents
{
    /// <summary>What one event of the history tells: who the customer is, what they agreed to, and what happened.</summary>
    public static List<CustomerEvent> Of(HistoryEvent happened, string source, Instant at)
    {
        var events = Customer(happened.Customer, happened.CustomerAttributes, happened.Consents, source, at);
        var data = Bag(happened.Data).With([new("policy_id", happened.Policy?.Value)]);
        events.Add(new CustomerEvent(source, $"{happened.Line}/{happened.Order}", happened.Type, at, happened.Customer, data));
        return events;
    }

    /// <summary>What an imported row tells: the customer and the policy as they stand.</summary>
    public static List<CustomerEvent> Of(PortfolioRow.Mapped row, string source, Instant at)
    {
        var events = Customer(row.Customer, row.CustomerAttributes, row.Consents, source, at);
        if (row.Policy is { } policy)
            events.Add(
                new CustomerEvent(source, "", EventTypes.PolicyUpdated, at, row.Customer,
                    Bag(row.PolicyAttributes).With([new("policy_id", policy.Value)])));
        return events;
    }

    private static List<CustomerEvent> Customer(
        CustomerId customer, IReadOnlyDictionary<string, object> attributes, IReadOnlyList<PortfolioConsent> consents, string source,
        Instant at)
    {
        // No ids: telling the same attributes again changes nothing, so nothing needs to be remembered of it.
        var events = new List<CustomerEvent> { new(source, "", EventTypes.CustomerUpdated, at, customer, Bag(attributes)) };
        foreach (var consent in consents)
        {
            events.Add(new CustomerEvent(source, "", EventTypes.CustomerConsented, Consent.Undated, customer, AttributeBag.Of(
                [new("channel", consent.Channel), new("purpose", consent.Purpose), new("how", source)])));
        }

        return events;
    }

    private static AttributeBag Bag(IReadOnlyDictionary<string, object> values) =>
        AttributeBag.Of(values.Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)));
}
