using System.Collections.Immutable;
using System.Text;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Model;
using Campaigns.Runtime.Releases;

namespace Campaigns.Runtime.Library;

/// <summary>A release with what its files say.</summary>
public sealed class ReleaseContent
{
    private readonly Dictionary<string, ReleaseFile> _files;

    private ReleaseContent(ReleaseManifest manifest, Dictionary<string, ReleaseFile> files)
    {
        (Manifest, _files) = (manifest, files);
        Journeys = [.. manifest.Journeys.Select(entry => ReleasedJourney.Of(files[entry.Path]))];
    }

    /// <summary>Its files.</summary>
    public ReleaseManifest Manifest { get; }

    /// <summary>Its journeys, by path.</summary>
    public ImmutableArray<ReleasedJourney> Journeys { get; }

    /// <summary>The contact policy; null: the release has none, and the one in force stays.</summary>
    public ReleaseFile? ContactPolicy => Manifest.ContactPolicy is { } entry ? _files[entry.Path] : null;

    /// <summary>The catalog; null: the release has none, and the one in force stays.</summary>
    public ReleaseFile? Catalog => Manifest.Catalog is { } entry ? _files[entry.Path] : null;

    /// <summary>The texts.</summary>
    public IReadOnlyList<ReleaseFile> Templates => [.. Manifest.Templates.Select(entry => _files[entry.Path])];

    /// <summary>All files, by path.</summary>
    public IReadOnlyList<ReleaseFile> Files => [.. Manifest.Entries.Select(entry => _files[entry.Path])];

    /// <summary>A file, or null.</summary>
    public ReleaseFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>Files as a release.</summary>
    /// <returns>The content; or everything that is wrong, a line each.</returns>
    public static (ReleaseContent? Content, IReadOnlyList<string> Problems) Of(IReadOnlyCollection<ReleaseFile> files)
    {
        var (manifest, problems) = ReleaseManifest.Of(files);
        return manifest is null ? (null, problems) : (new(manifest, files.ToDictionary(file => file.Path, StringComparer.Ordinal)), []);
    }

    /// <summary>A release of the store.</summary>
    /// <exception cref="InvalidDataException">A file is not there or damaged.</exception>
    public static async ValueTask<ReleaseContent> ReadAsync(ReleaseStore releases, ReleaseManifest manifest, CancellationToken cancel) =>
        new(manifest, (await releases.ReadAsync(manifest.Entries, cancel)).ToDictionary(file => file.Path, StringComparer.Ordinal));
}

/// <summary>A journey's file in a release.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">What it says, without a byte order mark.</param>
/// <param name="Id">The journey's id; null: the text cannot be read as a journey.</param>
public sealed record ReleasedJourney(string Path, string Text, JourneyId? Id)
{
    /// <summary>Whether its customers keep the texts by which they entered.</summary>
    public bool PinsTexts { get; init; }

    internal static ReleasedJourney Of(ReleaseFile file)
    {
        var text = ReleaseFile.TextOf(file.Content.Span);
        var definition = text is null ? null : JourneyReader.Read(Encoding.UTF8.GetBytes(text)).Definition;
        return new(file.Path, text ?? "", definition?.Id) { PinsTexts = definition?.PinsTexts ?? false };
    }
}
