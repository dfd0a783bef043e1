namespace Campaigns.Rendering.Set;

/// <summary>Where template files come from: a folder, a blob container, an editor's unsaved text.</summary>
public interface ITemplateSource
{
    /// <summary>Reads every template file there is.</summary>
    ValueTask<IReadOnlyList<TemplateFile>> ReadAsync(CancellationToken cancel);
}

/// <summary>The text of one template file.</summary>
/// <param name="Path">Relative, with forward slashes: <c>renewal/early-bird.email.zh-Hant.scriban</c>.</param>
/// <param name="Text">All of it.</param>
public sealed record TemplateFile(string Path, string Text);
