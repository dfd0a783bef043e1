using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using NodaTime;

namespace Campaigns.Runtime.Releases;

/// <summary>
/// Releases in the row store. A file is stored once, by the hash of its bytes, however many releases have it; the list of a release's
/// files is stored in the same way.
/// </summary>
/// <remarks>
/// Files are written before the list that names them, and the list before the release: a crash between leaves files that nobody refers
/// to, which the next attempt finds there.
/// </remarks>
/// <param name="rows">The store.</param>
public sealed class ReleaseStore(IRowStore rows)
{
    /// <summary>The table.</summary>
    public const string Table = "releases";

    /// <summary>So much of a file goes into one row, of which every store takes 960 KiB.</summary>
    internal const int ChunkSize = 512 * 1024;

    private const string Releases = "@releases";
    private const string Deployments = "@deployments";
    private const string End = "~";
    private const int MaxConcurrency = 8;
    private const int PageSize = 500;

    /// <summary>Those of some files that are not there yet, by the hash of their bytes.</summary>
    public async ValueTask<IReadOnlySet<string>> MissingAsync(IEnumerable<string> hashes, CancellationToken cancel)
    {
        var missing = new ConcurrentBag<string>();
        await EachAsync(hashes.Distinct(StringComparer.Ordinal), async (hash, token) =>
        {
            if (await rows.FindAsync(Table, hash, Key(0), token) is null)
                missing.Add(hash);
        }, cancel);
        return missing.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Keeps a file's bytes.</summary>
    /// <returns>Their hash.</returns>
    public async ValueTask<string> AddBlobAsync(ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        var hash = ReleaseFile.HashOf(content.Span);
        // The first last: it says that all others are there.
        for (var chunk = (Math.Max(content.Length, 1) - 1) / ChunkSize; chunk >= 0; chunk--)
        {
            var part = content[(chunk * ChunkSize)..Math.Min(content.Length, (chunk + 1) * ChunkSize)];
            byte[] body = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{content.Length}\n")), .. part.Span];
            await rows.CommitAsync(Table, hash, [new RowChange.Upsert(Key(chunk), body)], cancel);
        }

        return hash;
    }

    /// <summary>A file's bytes, or null.</summary>
    /// <exception cref="InvalidDataException">They are not those that were stored.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> BlobAsync(string hash, CancellationToken cancel)
    {
        if (await rows.FindAsync(Table, hash, Key(0), cancel) is not { } first)
            return null;
        var content = new List<byte>();
        var size = Append(first);
        for (var chunk = 1; content.Count < size && await rows.FindAsync(Table, hash, Key(chunk), cancel) is { } next; chunk++)
            Append(next);
        var whole = content.ToArray();
        return ReleaseFile.HashOf(whole) == hash ? whole
            : throw new InvalidDataException($"The file {Release.Short(hash)} of a release is damaged: its bytes are not those that were stored.");

        int Append(Row row)
        {
            var body = RowFormat.BodyOf(Table, row);
            if (!Utf8Parser.TryParse(body.Span, out int length, out var digits) || body.Length <= digits)
                throw new InvalidDataException($"The row {Table}/{row.Partition}/{row.Key} cannot be read.");
            content.AddRange(body.Span[(digits + 1)..]);
            return length;
        }
    }

    /// <summary>Keeps a release whose files are there; one with the same files stays as it was.</summary>
    /// <returns>The release, as it is kept.</returns>
    public async ValueTask<Release> AddAsync(
        ReleaseManifest manifest, string author, string message, Instant at, CancellationToken cancel)
    {
        if (await FindAsync(manifest.Id, cancel) is { } known)
            return known;
        var list = await AddBlobAsync(manifest.Write(), cancel);
        var release = new Release(manifest.Id, author, message, at, manifest.Count, manifest.Size, list);
        var added = await rows.CommitAsync(Table, Releases, [new RowChange.Insert(release.Id, ReleaseRow.Write(release))], cancel);
        return added.Committed ? release : (await FindAsync(manifest.Id, cancel))!;
    }

    /// <summary>A release, or null.</summary>
    public async ValueTask<Release?> FindAsync(string id, CancellationToken cancel) =>
        await rows.FindAsync(Table, Releases, id, cancel) is { } row ? ReleaseRow.Read(row) : null;

    /// <summary>The releases whose ids begin so; more than one: it is not clear which is meant.</summary>
    public async ValueTask<IReadOnlyList<Release>> StartingAsync(string prefix, CancellationToken cancel) =>
        [.. (await rows.ReadAsync(Table, Releases, prefix, prefix + End, 2, cancel)).Select(ReleaseRow.Read)];

    /// <summary>All releases, the latest first.</summary>
    public async ValueTask<IReadOnlyList<Release>> ListAsync(CancellationToken cancel)
    {
        var found = new List<Release>();
        for (var from = ""; ;)
        {
            var page = await rows.ReadAsync(Table, Releases, from, End, PageSize, cancel);
            found.AddRange(page.Select(ReleaseRow.Read));
            if (page.Count < PageSize)
                return [.. found.OrderByDescending(release => release.At).ThenBy(release => release.Id, StringComparer.Ordinal)];
            from = page[^1].Key + "\0";
        }
    }

    /// <summary>What files a release has.</summary>
    /// <exception cref="InvalidDataException">Its list is not there or damaged.</exception>
    public async ValueTask<ReleaseManifest> ManifestAsync(Release release, CancellationToken cancel) =>
        await BlobAsync(release.Manifest, cancel) is { } stored ? ReleaseManifest.Read(stored.Span)
        : throw new InvalidDataException($"The list of the files of release {Release.Short(release.Id)} is missing.");

    /// <summary>Some files of a release with their bytes, in the order of the entries.</summary>
    /// <exception cref="InvalidDataException">One is not there or damaged.</exception>
    public async ValueTask<IReadOnlyList<ReleaseFile>> ReadAsync(IEnumerable<ReleaseEntry> entries, CancellationToken cancel)
    {
        ReleaseEntry[] wanted = [.. entries];
        var files = new ReleaseFile[wanted.Length];
        await EachAsync(Enumerable.Range(0, wanted.Length), async (i, token) => files[i] = new(wanted[i].Path,
            await BlobAsync(wanted[i].Hash, token) ?? throw new InvalidDataException($"The file {wanted[i].Path} of a release is missing.")), cancel);
        return files;
    }

    /// <summary>Writes down a deployment; one that is written down stays as it is.</summary>
    public async ValueTask AddAsync(Deployment deployment, CancellationToken cancel) =>
        await rows.CommitAsync(Table, Deployments, [new RowChange.Insert(DeploymentKey(deployment.Number), DeploymentRow.Write(deployment))], cancel);

    /// <summary>Deployments that were written down, the latest first.</summary>
    /// <param name="before">Only those with lower numbers.</param>
    /// <param name="take">At most so many.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<IReadOnlyList<Deployment>> DeploymentsAsync(int before, int take, CancellationToken cancel) =>
        [.. (await rows.ReadAsync(Table, Deployments, DeploymentKey(before) + "\0", End, take, cancel)).Select(DeploymentRow.Read)];

    private static string Key(int number) => number.ToString("D4", CultureInfo.InvariantCulture);

    // Rows come in the order of their keys.
    private static string DeploymentKey(int number) => (int.MaxValue - number).ToString("D10", CultureInfo.InvariantCulture);

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, ValueTask> work, CancellationToken cancel) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel }, work);
}
