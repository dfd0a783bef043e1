using System.Diagnostics.CodeAnalysis;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Campaigns.Definitions.Expressions;

/// <summary>
/// The few names of a scope. Most expressions ask about one or two of them, so a value is made when it is first asked for, and remembered.
/// </summary>
internal sealed class ScopeNames : IScriptObject
{
    private readonly List<(string Name, object? Value)> _names = new(8);

    /// <summary>A name whose value says that it was read; null: none does.</summary>
    public string? Watched { get; init; }

    /// <summary>Whether the watched name was read.</summary>
    public bool IsWatchedRead { get; set; }

    public int Count => _names.Count;

    public bool IsReadOnly { get => true; set { } }

    /// <summary>Puts a value under a name, or what makes it; replaces what was there.</summary>
    public void Set(string name, object? value)
    {
        var at = IndexOf(name);
        if (at < 0)
            _names.Add((name, value));
        else
            _names[at] = (name, value);
    }

    public IEnumerable<string> GetMembers() => _names.Select(name => name.Name);

    public bool Contains(string member) => IndexOf(member) >= 0;

    public bool TryGetValue(TemplateContext? context, SourceSpan span, string member, [MaybeNullWhen(false)] out object? value)
    {
        value = Find(member, out var isKnown);
        return isKnown;
    }

    /// <summary>The value under a name.</summary>
    public object? Find(string name, out bool isKnown)
    {
        var at = IndexOf(name);
        isKnown = at >= 0;
        var value = isKnown ? _names[at].Value : null;
        if (value is Func<object?> make)
            _names[at] = (name, value = make());
        IsWatchedRead |= name == Watched;
        return value;
    }

    public bool CanWrite(string member) => false;

    public bool TrySetValue(TemplateContext? context, SourceSpan span, string member, object? value, bool readOnly) => false;

    public bool Remove(string member) => false;

    public void SetReadOnly(string member, bool readOnly)
    {
    }

    public IScriptObject Clone(bool deep) => this;

    private int IndexOf(string name)
    {
        for (var i = 0; i < _names.Count; i++)
        {
            if (_names[i].Name == name)
                return i;
        }

        return -1;
    }
}
