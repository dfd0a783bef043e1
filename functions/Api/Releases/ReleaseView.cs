using System.Collections.Immutable;
using Campaigns.Runtime.Releases;
using NodaTime;

namespace Campaigns.Api.Releases;

/// <summary>A release that is kept.</summary>
/// <param name="Id">The SHA-256 of its paths and of what its files say.</param>
/// <param name="Author">Who made it first.</param>
/// <param name="Message">Why, in their words; empty: they did not say.</param>
/// <param name="At">When.</param>
/// <param name="Size">All its bytes.</param>
/// <param name="Files">Its files, by path.</param>
public sealed record ReleaseView(
    string Id, string Author, string Message, Instant At, long Size, ImmutableArray<ReleaseFileView> Files)
{
    internal static ReleaseView Of(Release release, ReleaseManifest manifest) => new(
        release.Id, release.Author, release.Message, release.At, release.Size,
        [.. manifest.Entries.Select(entry => new ReleaseFileView(entry.Path, entry.Hash, entry.Size))]);
}

/// <summary>A file of a release.</summary>
/// <param name="Path">Its path, relative to the workspace.</param>
/// <param name="Hash">The SHA-256 of its bytes, by which it is read.</param>
/// <param name="Size">How many bytes it has.</param>
public sealed record ReleaseFileView(string Path, string Hash, int Size);

/// <summary>Files that are not kept yet.</summary>
/// <param name="Missing">The hashes of their bytes; each is to be sent before the release is made.</param>
public sealed record MissingFilesView(ImmutableArray<string> Missing);
