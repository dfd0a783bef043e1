using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Expressions;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Runtime.Customers;

/// <summary>What a text sees of a customer: the same when it is asked what it lacks as when it is written.</summary>
public static class MessageData
{
    /// <summary>The groups <c>customer</c>, <c>policy</c>, <c>event</c>, <c>entry</c> and <c>steps</c>.</summary>
    /// <param name="profile">The customer.</param>
    /// <param name="policy">The policy it is about; null: none.</param>
    /// <param name="enrollment">Whose message it is.</param>
    /// <param name="catalog">The types of the attributes.</param>
    /// <param name="zone">The customer's zone.</param>
    public static Dictionary<string, object?> Of(
        CustomerProfile profile, AttributeBag? policy, EnrollmentRecord enrollment, AttributeCatalog catalog, DateTimeZone zone) => new(10)
        {
            ["customer"] = new AttributeScope("customer", profile.Attributes, catalog, zone),
            ["policy"] = new AttributeScope("policy", policy ?? AttributeBag.Empty, catalog, zone),
            ["event"] = new AttributeScope("event", enrollment.Event ?? AttributeBag.Empty, catalog, zone),
            ["entry"] = new AttributeScope("event", EntryData.Of(enrollment.Event, enrollment.Policy), catalog, zone),
            ["steps"] = StepScope.Of(enrollment.State, catalog, zone),
        };
}
