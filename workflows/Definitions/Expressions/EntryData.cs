using Campaigns.Model;
using Campaigns.Model.Customers;

namespace Campaigns.Definitions.Expressions;

/// <summary>What expressions and templates see under <c>entry</c>.</summary>
public static class EntryData
{
    private const string PolicyId = "policy_id";

    /// <summary>What an event or request carried that began an enrollment, with the id of the policy that the enrollment is about.</summary>
    /// <param name="event">The data; null: a date or a schedule began it.</param>
    /// <param name="policy">The policy; null: none.</param>
    public static AttributeBag Of(AttributeBag? @event, PolicyId? policy)
    {
        var data = @event ?? AttributeBag.Empty;
        return policy is { } id && !data.Contains(PolicyId) ? data.With([new(PolicyId, id.Value)]) : data;
    }
}
