using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Campaigns.Rendering.Sandbox;

/// <summary>
/// Reads members of groups such as <c>customer</c>, never writes them. A known member may be null; an unknown one is an
/// error that names the nearest known one. Anything that is not a group has no members: no .NET object is reflected on.
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
        switch (target)
        {
            case IScriptObject group when group.TryGetValue(context, span, member, out value):
            case IReadOnlyDictionary<string, object?> map when map.TryGetValue(member, out value):
                return true;
            case IScriptObject group when group.Contains(member):
                value = null;
                return true;
            case IScriptObject or IReadOnlyDictionary<string, object?>:
                throw new SandboxException(span, RenderFailure.UnknownName,
                    $"`{member}` is not known here{NearestName.Hint(member, Members(target))}");
            default:
                throw new SandboxException(span, RenderFailure.UnknownName, $"A single value has no `{member}`.");
        }
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

    private static IEnumerable<string> Members(object target) => target switch
    {
        IScriptObject group => group.GetMembers(),
        IReadOnlyDictionary<string, object?> group => group.Keys,
        _ => [],
    };
}
