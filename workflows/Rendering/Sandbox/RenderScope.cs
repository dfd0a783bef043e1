using Campaigns.Rendering.Set;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Campaigns.Rendering.Sandbox;

/// <summary>What a template sees at the top: the caller's globals, which it cannot change, and its own assignments.</summary>
internal sealed class RenderScope : IScriptObject
{
    private const string ReplyRoot = "reply";

    private readonly Dictionary<string, object?> _own = [];

    internal IReadOnlyDictionary<string, object?> Globals { get; set; } = new Dictionary<string, object?>();

    /// <inheritdoc />
    public int Count => _own.Count + Globals.Count;

    /// <inheritdoc />
    public bool IsReadOnly
    {
        get => false;
        set => throw new NotSupportedException();
    }

    /// <summary>The words to reply with in the template's locale.</summary>
    internal IScriptObject? Reply { get; set; }

    internal object? this[string own]
    {
        set => _own[own] = value;
    }

    internal void Clear()
    {
        if (_own.Count > 0) _own.Clear();
    }

    /// <inheritdoc />
    public IEnumerable<string> GetMembers() => _own.Keys.Concat(Globals.Keys);

    /// <inheritdoc />
    public bool Contains(string member) => _own.ContainsKey(member) || Globals.ContainsKey(member);

    /// <summary>A root every template may name is null when the caller did not give it, for example <c>policy</c>.</summary>
    public bool TryGetValue(TemplateContext? context, SourceSpan span, string member, out object? value) =>
        (member == ReplyRoot && (value = Reply) is not null)
        || _own.TryGetValue(member, out value) || Globals.TryGetValue(member, out value) || TemplateAnalysis.Roots.Contains(member);

    /// <inheritdoc />
    public bool CanWrite(string member) => !Globals.ContainsKey(member);

    /// <inheritdoc />
    public bool TrySetValue(TemplateContext? context, SourceSpan span, string member, object? value, bool readOnly)
    {
        if (!CanWrite(member)) return false;
        _own[member] = value;
        return true;
    }

    /// <inheritdoc />
    public bool Remove(string member) => _own.Remove(member);

    /// <inheritdoc />
    public void SetReadOnly(string member, bool readOnly) => throw new NotSupportedException();

    /// <inheritdoc />
    public IScriptObject Clone(bool deep) => throw new NotSupportedException();
}
