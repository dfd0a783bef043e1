using Scriban.Parsing;
using Scriban.Syntax;

namespace Campaigns.Rendering.Sandbox;

/// <summary>Ends a rendering for a reason of ours, with the place in the template.</summary>
internal sealed class SandboxException(SourceSpan span, RenderFailure reason, string message)
    : ScriptRuntimeException(span, message)
{
    internal RenderFailure Reason { get; } = reason;
}
