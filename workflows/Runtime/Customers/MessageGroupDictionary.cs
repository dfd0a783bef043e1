using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Expressions;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// What a text sees of a customer: the same when it is asked what it lacks as when it is written. The groups <c>customer</c>, <c>policy</c>,
/// <c>event</c>, <c>entry</c> and <c>steps</c> are made when they are first asked for, since most texts name one or two.
/// </summary>
/// <param name="profile">The customer.</param>
/// <param name="policy">The policy it is about; null: none.</param>
/// <param name="enrollment">Whose message it is.</param>
/// <param name="catalog">The types of the attributes.</param>
/// <param name="zone">The customer's zone.</param>
public class MessageGroupDictionary(
    CustomerProfile profile, AttributeBag? policy, EnrollmentRecord enrollment, AttributeCatalog catalog, DateTimeZone zone)
    : IReadOnlyDictionary<string, object?>
{
    private static readonly string[] Groups = ["customer", "policy", "event", "entry", "steps"];

    private readonly Dictionary<string, object?> _made = new(StringComparer.Ordinal);

    /// <summary>The types of the attributes.</summary>
    protected AttributeCatalog Catalog => catalog;

    /// <inheritdoc/>
    public virtual IEnumerable<string> Keys => Groups;

    /// <inheritdoc/>
    public IEnumerable<object?> Values => Keys.Select(key => this[key]);

    /// <inheritdoc/>
    public int Count => Keys.Count();

    /// <inheritdoc/>
    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"there is no group {key}");

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Keys.Contains(key, StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        if (_made.TryGetValue(key, out value))
            return true;
        if (!TryMake(key, out value))
            return false;
        _made[key] = value;
        return true;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        Keys.Select(key => KeyValuePair.Create(key, this[key])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Makes a group; false when there is none of this name.</summary>
    protected virtual bool TryMake(string name, out object? group)
    {
        group = name switch
        {
            "customer" => new AttributeScope("customer", profile.Attributes, catalog, zone),
            "policy" => new AttributeScope("policy", policy ?? AttributeBag.Empty, catalog, zone),
            "event" => new AttributeScope("event", enrollment.Event ?? AttributeBag.Empty, catalog, zone),
            "entry" => new AttributeScope("event", EntryData.Of(enrollment.Event, enrollment.Policy), catalog, zone),
            "steps" => StepScope.Of(enrollment.State, catalog, zone),
            _ => null,
        };
        return group is not null;
    }
}
