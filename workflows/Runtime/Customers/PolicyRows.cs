using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Runtime.Customers;

/// <summary>A customer's policies, each parsed when it is first looked at: an event concerns one of perhaps three hundred.</summary>
internal sealed class PolicyRows : IReadOnlyDictionary<PolicyId, AttributeBag>
{
    private Dictionary<PolicyId, Policy> _policies;

    /// <summary>The policies among a customer's rows.</summary>
    public PolicyRows(IReadOnlyList<Row> rows)
    {
        _policies = [];
        foreach (var row in rows)
        {
            if (row.Key.StartsWith(CustomerRows.PolicyPrefix, StringComparison.Ordinal))
                _policies[new(row.Key[CustomerRows.PolicyPrefix.Length..])] = new(row, null);
        }
    }

    /// <summary>The same policies, to be changed by themselves.</summary>
    public PolicyRows(PolicyRows other) => _policies = new(other._policies);

    /// <inheritdoc/>
    public int Count => _policies.Count;

    /// <inheritdoc/>
    public IEnumerable<PolicyId> Keys => _policies.Keys;

    /// <inheritdoc/>
    public IEnumerable<AttributeBag> Values => Keys.ToList().Select(policy => this[policy]);

    /// <inheritdoc/>
    public AttributeBag this[PolicyId key]
    {
        get => TryGetValue(key, out var attributes) ? attributes : throw new KeyNotFoundException($"there is no policy {key}");
        set => _policies[key] = new(null, value);
    }

    /// <inheritdoc/>
    public bool ContainsKey(PolicyId key) => _policies.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(PolicyId key, [MaybeNullWhen(false)] out AttributeBag value)
    {
        value = null;
        if (!_policies.TryGetValue(key, out var policy))
            return false;
        value = policy.Attributes;
        return true;
    }

    /// <summary>Puts them in the order of their row keys, as they are when they are loaded.</summary>
    public void Sort() => _policies = CustomerRecord.InOrder(_policies, static id => id.Value);

    /// <summary>Removes all.</summary>
    public void Clear() => _policies.Clear();

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<PolicyId, AttributeBag>> GetEnumerator() =>
        Keys.ToList().Select(policy => KeyValuePair.Create(policy, this[policy])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One policy; shared by what has been copied.</summary>
    private sealed class Policy(Row? row, AttributeBag? attributes)
    {
        private AttributeBag? _attributes = attributes;

        public AttributeBag Attributes => _attributes ??= PolicyRow.Read(row!);
    }
}
