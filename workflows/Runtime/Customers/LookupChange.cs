namespace Campaigns.Runtime.Customers;

/// <summary>What a customer is found by from a unit of work on, and is not found by any more.</summary>
/// <param name="Added">What comes.</param>
/// <param name="Removed">What goes.</param>
internal sealed record LookupChange(IReadOnlyCollection<LookupTerm> Added, IReadOnlyCollection<LookupTerm> Removed)
{
    private static readonly LookupChange None = new([], []);

    public static LookupChange Of(CustomerRecord record)
    {
        if (!record.ProfileChanged && record.ChangedPolicies.Count == 0)
            return None;
        var before = new HashSet<LookupTerm>();
        var after = new HashSet<LookupTerm>();
        if (record.ProfileBefore is { } profile && !ReferenceEquals(profile.Attributes, record.Profile.Attributes))
        {
            before.UnionWith(LookupTerm.Of(profile));
            after.UnionWith(LookupTerm.Of(record.Profile));
        }

        foreach (var (id, attributes) in record.PoliciesBefore)
        {
            if (attributes is not null)
                before.UnionWith(LookupTerm.Of(id, attributes));
            if (record.Policies.GetValueOrDefault(id) is { } now)
                after.UnionWith(LookupTerm.Of(id, now));
        }

        var added = after.Except(before).ToList();
        var removed = before.Except(after).ToList();
        // Another policy may have the same number.
        return new(added, removed.Count == 0 ? removed : [.. removed.Except(LookupTerm.Of(record))]);
    }
}
