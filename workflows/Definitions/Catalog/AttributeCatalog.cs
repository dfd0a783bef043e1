using Campaigns.Model;

namespace Campaigns.Definitions.Catalog;

/// <summary>The type of an attribute's values.</summary>
public enum AttributeType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A calendar date, stored as <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>A point in time, stored as ISO 8601 with offset.</summary>
    Instant,

    /// <summary>A list of texts.</summary>
    List,
}

/// <summary>A declared attribute.</summary>
/// <param name="Name">As expressions write it, without the subject.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Unit">A unit or currency for people, or null.</param>
/// <param name="Personal">Whether it is personal data: masked in logs, removed on erasure.</param>
/// <param name="Values">The only values it may take, or empty for any.</param>
public sealed record AttributeDefinition(string Name, AttributeType Type, string? Unit, bool Personal, IReadOnlyList<string> Values)
{
    /// <summary>The currency (ISO 4217) that its unit is; null: it is none.</summary>
    public string? Currency => Unit is { Length: 3 } unit && unit.All(char.IsAsciiLetterUpper) ? unit : null;

    /// <summary>The only channels whose texts may carry it; empty: none. Null: any.</summary>
    public IReadOnlyList<Channel>? Channels { get; init; }

    /// <summary>Whether it is a date that is always past, such as a birth date: nothing can be counted down to it.</summary>
    public bool IsPast { get; init; }
}

/// <summary>A declared event type.</summary>
/// <param name="Type">For example <c>policy.renewed</c>.</param>
/// <param name="Attributes">What its data may carry.</param>
public sealed record EventDefinition(string Type, IReadOnlyDictionary<string, AttributeDefinition> Attributes);

/// <summary>
/// The attributes and events that journeys, audiences and templates may name (<c>journeys/catalog.json</c>): what is
/// not declared is a typo, found before launch.
/// </summary>
public sealed class AttributeCatalog
{
    private readonly Dictionary<string, Dictionary<string, AttributeDefinition>> _subjects;
    private readonly Dictionary<string, AttributeDefinition> _anyEvent = new(StringComparer.Ordinal);

    /// <summary>Creates a catalog.</summary>
    public AttributeCatalog(
        IEnumerable<AttributeDefinition> customer, IEnumerable<AttributeDefinition> policy, IEnumerable<EventDefinition> events)
    {
        _subjects = new(StringComparer.Ordinal)
        {
            ["customer"] = customer.ToDictionary(a => a.Name, StringComparer.Ordinal),
            ["policy"] = policy.ToDictionary(a => a.Name, StringComparer.Ordinal),
        };
        Events = events.ToDictionary(e => e.Type, StringComparer.Ordinal);
        foreach (var attribute in Events.Values.SelectMany(e => e.Attributes.Values))
            _anyEvent.TryAdd(attribute.Name, attribute);
        _subjects["event"] = _anyEvent;
        string[] currencies = [.. _subjects.Values.SelectMany(attributes => attributes.Values)
            .Concat(Events.Values.SelectMany(e => e.Attributes.Values)).Select(a => a.Currency).OfType<string>().Distinct()];
        Currency = currencies.Length == 1 ? currencies[0] : null;
    }

    /// <summary>A catalog that declares nothing.</summary>
    public static AttributeCatalog Empty { get; } = new([], [], []);

    /// <summary>The one currency of all its amounts; null: there is none, or there are several.</summary>
    public string? Currency { get; }

    /// <summary>Declared event types by name.</summary>
    public IReadOnlyDictionary<string, EventDefinition> Events { get; }

    /// <summary>The declared attributes of <c>customer</c>, <c>policy</c> or <c>event</c> (of any event type).</summary>
    public IReadOnlyDictionary<string, AttributeDefinition> Of(string subject) => _subjects[subject];

    /// <summary>One declared attribute, or null.</summary>
    public AttributeDefinition? Find(string subject, string name) =>
        _subjects.TryGetValue(subject, out var attributes) ? attributes.GetValueOrDefault(name) : null;

    /// <summary>One declared attribute of an event of this type, or of any other where this type declares none, or null.</summary>
    public AttributeDefinition? FindOfEvent(string type, string name) =>
        (Events.TryGetValue(type, out var declared) ? declared.Attributes.GetValueOrDefault(name) : null) ?? Find("event", name);
}
