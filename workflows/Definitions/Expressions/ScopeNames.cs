using System.Diagnostics.CodeAnalysis;
using Campaigns.Definitions.Catalog;
using Campaigns.Model.Customers;
using NodaTime;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// The few names of a scope. Most expressions ask about one or two of them, so a value is made when it is first asked for, and remembered.
/// </summary>
/// <param name="now">The value of <see cref="ExpressionScope.Clock"/>.</param>
internal sealed class ScopeNames(ZonedDateTime now) : IScriptObject
{
    private const int Usual = 7;

    private Name[] _names = new Name[Usual];
    private object? _clock;

    /// <summary>Whether the clock was read.</summary>
    public bool IsClockRead { get; set; }

    public int Count { get; private set; }

    public bool IsReadOnly { get => true; set { } }

    /// <summary>Puts a value under a name, or what makes it; replaces what was there.</summary>
    public void Set(string name, object? value) => Slot(name) = new() { Text = name, Value = value };

    /// <summary>Puts attributes under a name.</summary>
    public void Set(string name, string subject, AttributeBag bag, AttributeCatalog catalog) =>
        Slot(name) = new() { Text = name, Value = bag, Subject = subject, Catalog = catalog };

    public IEnumerable<string> GetMembers() => _names.Take(Count).Select(name => name.Text).Append(ExpressionScope.Clock);

    public bool Contains(string member) => member == ExpressionScope.Clock || IndexOf(member) >= 0;

    public bool TryGetValue(TemplateContext? context, SourceSpan span, string member, [MaybeNullWhen(false)] out object? value)
    {
        value = Find(member, out var isKnown);
        return isKnown;
    }

    /// <summary>The value under a name.</summary>
    public object? Find(string name, out bool isKnown)
    {
        if (name == ExpressionScope.Clock)
        {
            isKnown = IsClockRead = true;
            return _clock ??= now;
        }

        var at = IndexOf(name);
        isKnown = at >= 0;
        if (!isKnown)
            return null;
        ref var found = ref _names[at];
        if (found.Catalog is { } catalog)
            (found.Value, found.Catalog) = (new AttributeScope(found.Subject!, (AttributeBag)found.Value!, catalog, now.Zone), null);
        else if (found.Value is Func<object?> make)
            _names[at].Value = make(); // which may put names itself
        return _names[at].Value;
    }

    public bool CanWrite(string member) => false;

    public bool TrySetValue(TemplateContext? context, SourceSpan span, string member, object? value, bool readOnly) => false;

    public bool Remove(string member) => false;

    public void SetReadOnly(string member, bool readOnly)
    {
    }

    public IScriptObject Clone(bool deep) => this;

    private ref Name Slot(string name)
    {
        var at = IndexOf(name);
        if (at >= 0)
            return ref _names[at];
        if (Count == _names.Length)
            Array.Resize(ref _names, Count * 2);
        return ref _names[Count++];
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_names[i].Text == name)
                return i;
        }

        return -1;
    }

    private struct Name
    {
        public string Text;
        public object? Value;
        public string? Subject;
        public AttributeCatalog? Catalog; // of attributes that nobody has asked about yet
    }
}
