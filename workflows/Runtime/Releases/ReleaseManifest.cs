using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Campaigns.Model;

namespace Campaigns.Runtime.Releases;

/// <summary>A file as a release lists it.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Hash">The SHA-256 of its bytes.</param>
/// <param name="Canonical">The SHA-256 of what they say: see <see cref="ReleaseFile.CanonicalHashOf"/>.</param>
/// <param name="Size">How many bytes it has.</param>
public sealed record ReleaseEntry(string Path, string Hash, string Canonical, int Size);

/// <summary>The files of a release, by path.</summary>
public sealed class ReleaseManifest
{
    private readonly ImmutableSortedDictionary<string, ReleaseEntry> _byPath;

    private ReleaseManifest(ImmutableSortedDictionary<string, ReleaseEntry> byPath)
    {
        _byPath = byPath;
        Id = IdOf(byPath.Values);
        // Rules of wording without a text are no texts.
        TextsId = Templates.Any(entry => entry.Path.EndsWith(ReleasePaths.TemplateExtension, StringComparison.Ordinal)) ? IdOf(Templates) : "";
    }

    /// <summary>No files.</summary>
    public static ReleaseManifest Empty { get; } = new(ImmutableSortedDictionary.Create<string, ReleaseEntry>(StringComparer.Ordinal));

    /// <summary>
    /// The SHA-256 of all paths and of what their files say, in hexadecimal digits: the same files give the same id on every computer.
    /// </summary>
    public string Id { get; }

    /// <summary>The same of the files of the texts alone; empty where there are none.</summary>
    public string TextsId { get; }

    /// <summary>The files, by path.</summary>
    public IEnumerable<ReleaseEntry> Entries => _byPath.Values;

    /// <summary>How many there are.</summary>
    public int Count => _byPath.Count;

    /// <summary>All their bytes.</summary>
    public long Size => _byPath.Values.Sum(entry => (long)entry.Size);

    /// <summary>Those of the texts.</summary>
    public IEnumerable<ReleaseEntry> Templates => Entries.Where(entry => ReleasePaths.IsTemplate(entry.Path));

    /// <summary>Those of the journeys.</summary>
    public IEnumerable<ReleaseEntry> Journeys => Entries.Where(entry => ReleasePaths.IsJourney(entry.Path));

    /// <summary>The contact policy, or null.</summary>
    public ReleaseEntry? ContactPolicy => FindAny(ReleasePaths.ContactPolicy);

    /// <summary>The catalog, or null.</summary>
    public ReleaseEntry? Catalog => FindAny(ReleasePaths.Catalog);

    /// <summary>A file, or null.</summary>
    public ReleaseEntry? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>Lists files.</summary>
    /// <returns>The manifest; or everything that is wrong, a line each.</returns>
    public static (ReleaseManifest? Manifest, IReadOnlyList<string> Problems) Of(IEnumerable<ReleaseFile> files) =>
        Of([.. files.Select(file => new ReleaseEntry(file.Path, ReleaseFile.HashOf(file.Content.Span),
            ReleaseFile.CanonicalHashOf(file.Content.Span), file.Content.Length))]);

    /// <summary>The same of files whose hashes are known.</summary>
    public static (ReleaseManifest? Manifest, IReadOnlyList<string> Problems) Of(IReadOnlyCollection<ReleaseEntry> entries)
    {
        var problems = new List<string>();
        if (entries.Count == 0)
            problems.Add("there is no file");
        if (entries.Count > Limits.ReleaseFiles)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"a release has at most {Limits.ReleaseFiles:N0} files; there are {entries.Count:N0}"));
        if (entries.Count(entry => ReleasePaths.IsJourney(entry.Path)) is var journeys and > Limits.ReleaseJourneys)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"a release has at most {Limits.ReleaseJourneys:N0} journeys; there are {journeys:N0}"));
        if (entries.Sum(entry => (long)entry.Size) is var size and > Limits.ReleaseBytes)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"a release has at most {Limits.ReleaseBytes:N0} bytes; there are {size:N0}"));
        foreach (var entry in entries)
        {
            if (ReleasePaths.Problem(entry.Path) is { } problem)
                problems.Add($"{entry.Path}: {problem}");
            if (entry.Size > Limits.ReleaseFileBytes)
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{entry.Path}: a file has at most {Limits.ReleaseFileBytes:N0} bytes; this one has {entry.Size:N0}"));
        }

        // Of two names that differ in case, Windows and macOS hold one.
        problems.AddRange(entries.GroupBy(entry => entry.Path, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1)
            .Select(same => $"{string.Join(", ", same.Select(entry => entry.Path).Order(StringComparer.Ordinal))}: some computers take these names for one"));
        return problems.Count > 0 ? (null, problems) : (new(entries.ToImmutableSortedDictionary(entry => entry.Path, entry => entry, StringComparer.Ordinal)), []);
    }

    /// <summary>As it is stored: a line for each file, with its size, its hashes and its path.</summary>
    internal byte[] Write()
    {
        var text = new StringBuilder();
        foreach (var entry in Entries)
        {
            var canonical = entry.Canonical == entry.Hash ? "=" : entry.Canonical;
            text.Append(CultureInfo.InvariantCulture, $"{entry.Size} {entry.Hash} {canonical} {entry.Path}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    internal static ReleaseManifest Read(ReadOnlySpan<byte> stored)
    {
        var entries = ImmutableSortedDictionary.CreateBuilder<string, ReleaseEntry>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(stored).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ', 4) is not [var size, var hash, var canonical, var path] || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
                throw new InvalidDataException("The list of a release's files cannot be read.");
            entries[path] = new(path, hash, canonical == "=" ? hash : canonical, bytes);
        }

        return new(entries.ToImmutable());
    }

    private ReleaseEntry? FindAny(string name) => ReleasePaths.Find(_byPath.ContainsKey, name) is { } path ? _byPath[path] : null;

    private static string IdOf(IEnumerable<ReleaseEntry> entries)
    {
        var lines = string.Concat(entries.Select(entry => $"{entry.Canonical} {entry.Path}\n"));
        return lines.Length == 0 ? "" : ReleaseFile.HashOf(Encoding.UTF8.GetBytes(lines));
    }
}
