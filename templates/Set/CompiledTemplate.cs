using Scriban;

namespace Campaigns.Templates;

/// <summary>A template file ready to render.</summary>
internal sealed record CompiledTemplate(TemplateInfo Info, MessageParts Parts, Template? Layout);
