using Campaigns.Runtime.Releases;
using DiffPlex.Renderer;

namespace Campaigns.Releases;

/// <summary>What differs between two sets of files, line by line, as Git shows it.</summary>
public static class TextDifference
{
    private const string Nothing = "/dev/null";

    /// <summary>The differences by file, in the order of their paths; files that say the same are left out.</summary>
    /// <param name="before">The files before.</param>
    /// <param name="after">The files after.</param>
    public static IReadOnlyList<FileDifference> Between(IEnumerable<ReleaseFile> before, IEnumerable<ReleaseFile> after)
    {
        var (was, becomes) = (ByPath(before), ByPath(after));
        return [.. was.Keys.Union(becomes.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(path => Of(path, was.GetValueOrDefault(path), becomes.GetValueOrDefault(path))).OfType<FileDifference>()];
    }

    private static FileDifference? Of(string path, ReleaseFile? before, ReleaseFile? after)
    {
        if (before is not null && after is not null
            && ReleaseFile.CanonicalHashOf(before.Content.Span) == ReleaseFile.CanonicalHashOf(after.Content.Span))
            return null;
        var change = before is null ? FileChange.Added : after is null ? FileChange.Removed : FileChange.Changed;
        var (was, becomes) = (TextOf(before), TextOf(after));
        if (was is null || becomes is null)
            return new(path, change, "the file is no text");
        return new(path, change, UnidiffRenderer.GenerateUnidiff(
            was, becomes, before is null ? Nothing : $"a/{path}", after is null ? Nothing : $"b/{path}", ignoreWhitespace: false));
    }

    private static string? TextOf(ReleaseFile? file) =>
        file is null ? "" : ReleaseFile.TextOf(file.Content.Span) is { } text ? ReleaseFile.CanonicalOf(text) : null;

    private static Dictionary<string, ReleaseFile> ByPath(IEnumerable<ReleaseFile> files) =>
        files.ToDictionary(file => file.Path, StringComparer.Ordinal);
}

/// <summary>A file that differs.</summary>
/// <param name="Path">The file.</param>
/// <param name="Change">How.</param>
/// <param name="Text">The lines that differ with those around them, in the unified format.</param>
public sealed record FileDifference(string Path, FileChange Change, string Text);

/// <summary>How a file differs.</summary>
public enum FileChange
{
    /// <summary>It is there after, and was not before.</summary>
    Added,

    /// <summary>It says something else.</summary>
    Changed,

    /// <summary>It was there before, and is not after.</summary>
    Removed,
}
