using NodaTime;

namespace Campaigns.Runtime.Releases;

/// <summary>An immutable set of files: journeys, texts, contact policy, catalog and what else a workspace holds.</summary>
/// <param name="Id">What the files are, as <see cref="ReleaseManifest.Id"/> says.</param>
/// <param name="Author">Who made it first.</param>
/// <param name="Message">Why, in their words; empty: they did not say.</param>
/// <param name="At">When.</param>
/// <param name="Files">How many files it has.</param>
/// <param name="Size">All their bytes.</param>
/// <param name="Manifest">The hash of the list of its files, which is stored as a file is.</param>
public sealed record Release(string Id, string Author, string Message, Instant At, int Files, long Size, string Manifest)
{
    /// <summary>How many digits of an id people are shown.</summary>
    public const int ShortLength = 12;

    /// <summary>How an id is shown to people.</summary>
    public static string Short(string id) => id.Length > ShortLength ? id[..ShortLength] : id;
}

/// <summary>A release that was put in force.</summary>
/// <param name="Number">From 1: how many deployments there were.</param>
/// <param name="Release">The id of the release.</param>
/// <param name="By">Who did it.</param>
/// <param name="Message">Why, in their words; empty: they did not say.</param>
/// <param name="At">When.</param>
public sealed record Deployment(int Number, string Release, string By, string Message, Instant At);
