using Campaigns.Model.Customers;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Campaigns.Rendering.Sandbox;

/// <summary>
/// Reads members of groups such as <c>customer</c>, never writes them. A known member may be null; an unknown one is an
/// error that names the nearest known one. Anything that is not a group has no members: no .NET object is reflected on.
/// A text that is blank is null, and one that the data have in the text's own language goes first.
/// </summary>
internal sealed class MemberAccess : IObjectAccessor
{
    internal static readonly MemberAccess Instance = new();

    /// <inheritdoc />
    public bool HasIndexer => false;

    /// <inheritdoc />
    public Type? IndexType => null;

    /// <inheritdoc />
    public int GetMemberCount(TemplateContext context, SourceSpan span, object target) => Members(target).Count();

    /// <inheritdoc />
    public IEnumerable<string> GetMembers(TemplateContext context, SourceSpan span, object target) => Members(target);

    /// <inheritdoc />
    public bool HasMember(TemplateContext context, SourceSpan span, object target, string member) => target switch
    {
        IScriptObject group => group.Contains(member),
        IReadOnlyDictionary<string, object?> group => group.ContainsKey(member),
        _ => false,
    };

    /// <inheritdoc />
    public bool TryGetValue(TemplateContext context, SourceSpan span, object target, string member, out object? value)
    {
        if (InLocale((SandboxContext)context, span, target, member) is { } localized)
        {
            value = localized;
            return true;
        }

        value = Read(context, span, target, member);
        if (value is string text && BlankText.Is(text)) value = null;
        return true;
    }

    /// <inheritdoc />
    public bool TrySetValue(TemplateContext context, SourceSpan span, object target, string member, object? value) => false;

    /// <inheritdoc />
    public bool TryGetItem(TemplateContext context, SourceSpan span, object target, object index, out object? value)
    {
        value = null;
        return false;
    }

    /// <inheritdoc />
    public bool TrySetItem(TemplateContext context, SourceSpan span, object target, object index, object? value) => false;

    private static object? Read(TemplateContext context, SourceSpan span, object target, string member) => target switch
    {
        IScriptObject group when group.TryGetValue(context, span, member, out var value) => value,
        IReadOnlyDictionary<string, object?> map when map.TryGetValue(member, out var value) => value,
        IScriptObject group when group.Contains(member) => null,
        IScriptObject or IReadOnlyDictionary<string, object?> => throw new SandboxException(span, RenderFailure.UnknownName,
            $"`{member}` is not known here{NearestName.Hint(member, Members(target))}"),
        _ => throw new SandboxException(span, RenderFailure.UnknownName, $"A single value has no `{member}`."),
    };

    /// <summary>The text that data have for the locale at hand: <c>product_name_en</c> stands in for <c>product_name</c> in English.</summary>
    private static string? InLocale(SandboxContext context, SourceSpan span, object target, string member)
    {
        foreach (var ending in context.Endings)
        {
            object? value = null;
            _ = target switch
            {
                IScriptObject group => group.TryGetValue(context, span, member + ending, out value),
                IReadOnlyDictionary<string, object?> map => map.TryGetValue(member + ending, out value),
                _ => false,
            };
            if (value is string text && !BlankText.Is(text)) return text;
        }

        return null;
    }

    private static IEnumerable<string> Members(object target) => target switch
    {
        IScriptObject group => group.GetMembers(),
        IReadOnlyDictionary<string, object?> group => group.Keys,
        _ => [],
    };
}
