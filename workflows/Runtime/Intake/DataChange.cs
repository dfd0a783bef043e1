using System.Collections.Frozen;
using System.Globalization;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Addresses;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Preferences;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Intake;

/// <summary>What an event changed in the customer's data.</summary>
/// <param name="Customer">Whether the profile changed.</param>
/// <param name="Policy">The policy that changed, if one did.</param>
internal readonly record struct DataChange(bool Customer, PolicyId? Policy)
{
    /// <summary>The attributes that changed, such as <c>policy.expires_on</c>; null: nobody knows which.</summary>
    public IReadOnlySet<string>? Touched { get; init; }

    public bool Any => Customer || Policy is not null;

    public bool Concerns(EnrollmentRecord enrollment) => Customer || (Policy is not null && Policy == enrollment.Policy);

    /// <summary>
    /// Writes what the event says about the customer and the policy: cataloged attributes by their names, the policy's
    /// status by the event's meaning, and what the customer wants. Each attribute is as the event with the latest time says, in
    /// whatever order events arrive.
    /// </summary>
    public static DataChange Apply(CustomerSession session, CustomerEvent @event)
    {
        var record = session.Record;
        var profile = record.Profile;
        PolicyId? changedPolicy = null;
        HashSet<string>? touched = null;
        if (profile.ErasedAt is not null && @event.Type != EventTypes.CustomerErased)
            return default; // who asked to be forgotten is not got to know again
        if (@event.Policy is { } policy && @event.Type.StartsWith("policy.", StringComparison.Ordinal))
        {
            var known = record.Policies.GetValueOrDefault(policy);
            var next = (known ?? AttributeBag.Of([new("id", policy.Value)])).With(PolicyValues(session, @event), @event.Time);
            if (!ReferenceEquals(known, next))
            {
                CheckPolicy(record, known, next);
                record.Set(policy, next);
                Touch("policy.", known ?? AttributeBag.Empty, next);
                changedPolicy = touched is null ? null : policy;
            }
        }
        else if (@event.Type == EventTypes.CustomerUpdated)
        {
            var changes = Known(session, "customer", @event.Data).ToList();
            var kept = AddressReading.Read(profile.Attributes, changes, session.Policy.Country);
            var changed = kept.Where(change => !IsUnchanged(profile, change)).ToList();
            foreach (var finding in AddressReading.Findings(profile.Attributes, changed, session.Policy.Country))
                record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Warning) { Reason = $"{@event.Type}: {finding}" });
            var attributes = profile.Attributes.With(kept, @event.Time);
            profile = ReferenceEquals(attributes, profile.Attributes) ? profile : profile with { Attributes = attributes };
            if (profile.Attributes != record.Profile.Attributes && profile.Attributes.Bytes > Limits.CustomerBytes)
                throw new LimitExceededException(
                    "too-large", $"the customer's attributes would take more than {Limits.CustomerBytes:N0} bytes");
        }
        else if (@event.Type == EventTypes.CustomerErased)
        {
            profile = new CustomerProfile
            {
                Id = profile.Id,
                Attributes = AttributeBag.Of([new("id", profile.Id.Value)]),
                ErasedAt = session.Instant
            };
            record.ErasePolicies();
        }

        var before = record.Profile;
        var isOnlyLater = profile != before && @event.Type == EventTypes.CustomerUpdated
            && profile.Attributes.HasSameValues(before.Attributes);
        if (profile != before)
        {
            session.SetProfile(profile);
            AddressSuppression.Recognize(session);
        }

        profile = record.Profile;
        PreferenceEventHandler.Apply(session, @event);
        if (!ReferenceEquals(record.Profile.Attributes, before.Attributes))
            Touch("customer.", before.Attributes, record.Profile.Attributes);
        return new(!ReferenceEquals(isOnlyLater ? profile : before, record.Profile), changedPolicy)
        {
            Touched = touched is null ? FrozenSet<string>.Empty : touched,
        };

        void Touch(string subject, AttributeBag old, AttributeBag now)
        {
            foreach (var name in now.NamesOfOther(old))
                (touched ??= new(StringComparer.Ordinal)).Add(subject + name);
        }
    }

    /// <summary>What is told again is not told of again; but the country a number rests on stays.</summary>
    private static bool IsUnchanged(CustomerProfile profile, KeyValuePair<string, object?> change) =>
        change.Key != "country" && Equals(profile.Attributes[change.Key], change.Value);

    private static void CheckPolicy(CustomerRecord record, AttributeBag? known, AttributeBag next)
    {
        if (known is null && record.Policies.Count >= Limits.Policies)
            throw new LimitExceededException("too-many-policies", $"a customer can have at most {Limits.Policies:N0} policies");
        if (next.Bytes > Limits.PolicyBytes)
            throw new LimitExceededException("too-large", $"the policy's attributes would take more than {Limits.PolicyBytes:N0} bytes");
    }

    private static IEnumerable<KeyValuePair<string, object?>> PolicyValues(CustomerSession session, CustomerEvent @event)
    {
        var values = Known(session, "policy", @event.Data).Where(v => v.Key != "id").ToList();
        var status = @event.Type switch
        {
            EventTypes.PolicyIssued or EventTypes.PolicyRenewed => "active",
            EventTypes.PolicyCancelled => "cancelled",
            EventTypes.PolicyLapsed => "lapsed",
            _ => null,
        };
        if (status is not null && !values.Exists(value => value.Key == "status"))
            values.Add(new("status", status));
        if (status == "lapsed" && !values.Exists(value => value.Key == "lapsed_on"))
            values.Add(new("lapsed_on", session.Now.Zone.At(@event.Time).Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)));
        return values;
    }

    private static IEnumerable<KeyValuePair<string, object?>> Known(CustomerSession session, string subject, AttributeBag data) =>
        Removed(data).Concat(data.Values.Select(value => KeyValuePair.Create(value.Key, (object?)value.Value)))
            .Where(value => session.Library.Catalog.Find(subject, value.Key) is not null && value.Key is not "id");

    /// <summary>A bag holds no nulls, so an event names what is to be cleared.</summary>
    private static IEnumerable<KeyValuePair<string, object?>> Removed(AttributeBag data) =>
        (data[CustomerEvent.RemovedAttributes] as IReadOnlyList<string> ?? []).Select(name => KeyValuePair.Create(name, (object?)null));
}
