using Scriban;
using Scriban.Runtime;

namespace Campaigns.Rendering.Set;

/// <summary>A template file ready to render.</summary>
internal sealed record CompiledTemplate(TemplateInfo Info, MessageParts Parts, Template? Layout, ScriptObject Reply, string? Promotion)
{
    /// <summary>The text of the file.</summary>
    public required string Source { get; init; }
}
