using System.Text;
using Campaigns.Definitions.Wording;

namespace Campaigns.Rendering.Set;

/// <summary>Where template files, and the rules of their wording, come from: a folder, a blob container, an editor's unsaved text.</summary>
public interface ITemplateSource
{
    /// <summary>Reads every template file there is.</summary>
    ValueTask<IReadOnlyList<TemplateFile>> ReadAsync(CancellationToken cancel);

    /// <summary>A text that is another one after any file was added, changed or removed; without reading the files.</summary>
    ValueTask<string> VersionAsync(CancellationToken cancel);

    /// <summary>Whether a file is always seen as a whole, before or after a change; false: also while it is being written.</summary>
    bool ReplacesFilesWhole { get; }
}

/// <summary>The text of one template file.</summary>
/// <param name="Path">Relative, with forward slashes: <c>renewal/early-bird.email.zh-Hant.scriban</c>.</param>
/// <param name="Text">All of it.</param>
public sealed record TemplateFile(string Path, string Text)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a file of this path is one of a set: a template, a layout, the settings of a locale, or the wording rules.</summary>
    public static bool IsNamed(string path) =>
        path.EndsWith(TemplateFileName.Extension, StringComparison.Ordinal) || path == WordingRules.FileName;

    /// <summary>Whether the file is no text in UTF-8: then it cannot be used.</summary>
    public bool IsBinary { get; init; }

    /// <summary>A file of its bytes.</summary>
    public static TemplateFile Of(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            return new TemplateFile(path, Strict.GetString(content)) { IsBinary = content.Contains((byte)0) };
        }
        catch (DecoderFallbackException)
        {
            return new TemplateFile(path, "") { IsBinary = true };
        }
    }
}
