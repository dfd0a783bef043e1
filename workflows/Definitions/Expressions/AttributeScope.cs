using System.Diagnostics.CodeAnalysis;
using Campaigns.Definitions.Catalog;
using Campaigns.Model.Customers;
using NodaTime;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// A read-only Scriban view of an <see cref="AttributeBag"/>: attributes of type date and instant appear as local
/// date-times of the zone, cataloged attributes without a value as null, so that templates can tell a typo from a gap.
/// </summary>
/// <param name="subject">The catalog's subject: <c>customer</c>, <c>policy</c> or <c>event</c>.</param>
/// <param name="bag">The values.</param>
/// <param name="catalog">The declared attributes and their types.</param>
/// <param name="zone">The customer's zone.</param>
public sealed class AttributeScope(string subject, AttributeBag bag, AttributeCatalog catalog, DateTimeZone zone) : IScriptObject
{
    /// <inheritdoc/>
    public int Count => bag.Count;

    /// <inheritdoc/>
    public bool IsReadOnly { get => true; set { } }

    /// <inheritdoc/>
    public IEnumerable<string> GetMembers() => bag.Names;

    /// <inheritdoc/>
    public bool Contains(string member) => bag.Contains(member) || catalog.Find(subject, member) is not null;

    /// <inheritdoc/>
    public bool TryGetValue(TemplateContext? context, SourceSpan span, string member, [MaybeNullWhen(false)] out object? value)
    {
        var declared = catalog.Find(subject, member);
        var raw = bag[member];
        value = raw is string text && declared is { Type: AttributeType.Date or AttributeType.Instant }
            ? AttributeDates.ToLocal(text, zone)
            : raw is IReadOnlyList<string> list ? new ScriptArray(list) : raw;
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
}
