using System.Diagnostics.CodeAnalysis;
using Campaigns.Definitions.Catalog;
using Campaigns.Model.Customers;
using NodaTime;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// A read-only Scriban view of an <see cref="AttributeBag"/>: attributes are of their declared types (<see cref="TypedValues"/>),
/// cataloged attributes without a value null, so that templates can tell a typo from a gap.
/// </summary>
/// <param name="subject">The catalog's subject: <c>customer</c>, <c>policy</c> or <c>event</c>.</param>
/// <param name="bag">The values.</param>
/// <param name="catalog">The declared attributes and their types.</param>
/// <param name="zone">The customer's zone.</param>
/// <param name="eventType">The type of an event that tells it as <c>type</c>; null: it does not.</param>
public sealed class AttributeScope(
    string subject, AttributeBag bag, AttributeCatalog catalog, DateTimeZone zone, string? eventType = null) : IScriptObject
{
    private const string TypeMember = "type";

    /// <summary>
    /// The currency that the catalog gives an attribute's amounts, else that of all its amounts; null: it says nothing, or different things.
    /// </summary>
    /// <param name="member">The attribute; null: some amount.</param>
    public string? CurrencyOf(string? member) => (member is null ? null : Declared(member)?.Currency) ?? catalog.Currency;

    /// <inheritdoc/>
    public int Count => GetMembers().Count();

    /// <inheritdoc/>
    public bool IsReadOnly { get => true; set { } }

    /// <inheritdoc/>
    public IEnumerable<string> GetMembers() => IsOwnType(TypeMember) ? bag.Names.Prepend(TypeMember) : bag.Names;

    /// <inheritdoc/>
    public bool Contains(string member) => bag.Contains(member) || IsOwnType(member) || Declared(member) is not null;

    /// <inheritdoc/>
    public bool TryGetValue(TemplateContext? context, SourceSpan span, string member, [MaybeNullWhen(false)] out object? value)
    {
        var declared = Declared(member);
        value = IsOwnType(member) ? eventType : TypedValues.Of(bag[member], declared, zone);
        return value is not null || declared is not null;
    }

    /// <inheritdoc/>
    public bool CanWrite(string member) => false;

    /// <inheritdoc/>
    public bool TrySetValue(TemplateContext? context, SourceSpan span, string member, object? value, bool readOnly) => false;

    /// <inheritdoc/>
    public bool Remove(string member) => false;

    /// <inheritdoc/>
    public void SetReadOnly(string member, bool readOnly)
    {
    }

    /// <inheritdoc/>
    public IScriptObject Clone(bool deep) => this;

    private AttributeDefinition? Declared(string member) =>
        eventType is null ? catalog.Find(subject, member) : catalog.FindOfEvent(eventType, member);

    private bool IsOwnType(string member) => member == TypeMember && eventType is not null && !bag.Contains(member);
}
