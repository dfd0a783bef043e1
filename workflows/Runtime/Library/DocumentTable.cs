using System.Globalization;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Runtime.Library;

/// <summary>
/// Versioned documents in the row store: a partition for each with its draft and its immutable versions, and one
/// partition of all heads, so that a host learns of every change anywhere by one small read.
/// </summary>
/// <remarks>
/// A version is written before the head that names it: a crash between the two leaves a version nobody refers to, never
/// a head without its version.
/// </remarks>
public sealed class DocumentTable(IRowStore rows)
{
    /// <summary>The table.</summary>
    public const string Table = "documents";

    private const string Heads = "@heads";
    private const string DraftKey = "draft";
    private const string VersionPrefix = "v";
    private const string EndOfVersions = "w";

    /// <summary>So many heads of many versions fit into one batch.</summary>
    private const int MaxSettled = 40;

    /// <summary>How all documents stand, by id.</summary>
    public async ValueTask<IReadOnlyList<TaggedHead>> HeadsAsync(CancellationToken cancel) => (await ReadAsync(cancel)).Heads;

    /// <summary>How all documents stand, and which release is in force, at one moment.</summary>
    public async ValueTask<LibraryHeads> ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            var (found, pages) = await ReadRowsAsync(cancel);
            var release = found.Find(row => row.Key == DocumentIds.Release) is { } decides ? ReadRelease(decides) : TaggedRelease.None;
            // What is read in several pages is of one moment when nobody has changed anything meanwhile, which that row would tell.
            if (pages > 1 && (await ReleaseAsync(cancel)).Tag != release.Tag)
                continue;
            var heads = found.Where(row => row.Key != DocumentIds.Release).Select(row => Read(row, release)).ToList();
            var known = heads.Select(head => head.Id).ToHashSet(StringComparer.Ordinal);
            heads.AddRange(release.Head.Pending.Keys.Where(id => !known.Contains(id)).Select(id => Absent(id, release)));
            return new([.. heads.OrderBy(head => head.Id, StringComparer.Ordinal)], release);
        }
    }

    /// <summary>One head; a document without one comes back as an unpublished draft without a tag.</summary>
    public async ValueTask<TaggedHead> HeadAsync(string id, CancellationToken cancel)
    {
        // First: a deployment after it is noticed when the head is replaced.
        var release = id == DocumentIds.Hold ? TaggedRelease.None : await ReleaseAsync(cancel);
        return await rows.FindAsync(Table, Heads, id, cancel) is { } row ? Read(row, release) : Absent(id, release);
    }

    /// <summary>Which release is in force.</summary>
    public async ValueTask<TaggedRelease> ReleaseAsync(CancellationToken cancel) =>
        await rows.FindAsync(Table, Heads, DocumentIds.Release, cancel) is { } row ? ReadRelease(row) : TaggedRelease.None;

    /// <summary>
    /// Replaces a head unless somebody else did meanwhile, or deployed a release. The hold has nothing to do with releases.
    /// </summary>
    public async ValueTask<bool> TryReplaceAsync(TaggedHead known, DocumentHead next, CancellationToken cancel)
    {
        var head = Write(known.Id, known.Tag, DocumentHeadRow.Write(next));
        RowChange[] changes = known.Id == DocumentIds.Hold ? [head] : [head, Write(known.Release, known.Release.Head with
        {
            Revision = known.Release.Head.Revision + 1,
            Pending = known.Release.Head.Pending.Remove(known.Id),
        })];
        return (await rows.CommitAsync(Table, Heads, changes, cancel)).Committed;
    }

    /// <summary>Puts a release in force unless somebody else changed anything meanwhile.</summary>
    public async ValueTask<bool> TryReplaceAsync(TaggedRelease known, ReleaseHead next, CancellationToken cancel) =>
        (await rows.CommitAsync(Table, Heads, [Write(known, next)], cancel)).Committed;

    /// <summary>
    /// Writes the heads of documents as the release in force has them, as far as one batch goes. They stand so already for whoever reads.
    /// </summary>
    /// <returns>Whether all of them say so now; false: call it again, also when somebody else was at it.</returns>
    public async ValueTask<bool> TrySettleAsync(CancellationToken cancel)
    {
        var (heads, release) = await ReadAsync(cancel);
        var settled = heads.Where(head => release.Head.Pending.ContainsKey(head.Id)).Take(MaxSettled).ToList();
        if (settled.Count == 0)
            return true;
        var left = release.Head.Pending.RemoveRange(settled.Select(head => head.Id));
        var done = await rows.CommitAsync(Table, Heads,
            [.. settled.Select(head => Write(head.Id, head.Tag, DocumentHeadRow.Write(head.Head))),
                Write(release, release.Head with { Pending = left })], cancel);
        return done.Committed && left.IsEmpty;
    }

    /// <summary>The draft, or null.</summary>
    public async ValueTask<StoredDocument?> DraftAsync(string id, CancellationToken cancel) =>
        await rows.FindAsync(Table, id, DraftKey, cancel) is { } row ? DocumentRow.Read(row) : null;

    /// <summary>Writes a draft where there is none, or one with the text of a version.</summary>
    /// <returns>Whether it was written; false: somebody is working on another one.</returns>
    public async ValueTask<bool> TryFollowAsync(string id, string? version, StoredDocument draft, CancellationToken cancel)
    {
        var row = await rows.FindAsync(Table, id, DraftKey, cancel);
        if (row is not null && DocumentRow.Read(row).Text != version)
            return false;
        return (await rows.CommitAsync(Table, id, [Write(DraftKey, row?.Tag, DocumentRow.Write(draft))], cancel)).Committed;
    }

    /// <summary>Writes the draft over the one there was.</summary>
    public async ValueTask SaveDraftAsync(string id, StoredDocument draft, CancellationToken cancel) =>
        await rows.CommitAsync(Table, id, [new RowChange.Upsert(DraftKey, DocumentRow.Write(draft))], cancel);

    /// <summary>One version, or null.</summary>
    public async ValueTask<StoredDocument?> VersionAsync(string id, int version, CancellationToken cancel) =>
        await rows.FindAsync(Table, id, VersionKey(version), cancel) is { } row ? DocumentRow.Read(row) : null;

    /// <summary>Versions after a number, in order.</summary>
    public async ValueTask<IReadOnlyList<(int Number, StoredDocument Document)>> VersionsAfterAsync(
        string id, int number, CancellationToken cancel)
    {
        const int page = 50;
        var versions = new List<(int, StoredDocument)>();
        while (true)
        {
            var found = await rows.ReadAsync(Table, id, VersionKey(number + 1), EndOfVersions, page, cancel);
            foreach (var row in found)
                versions.Add(
                    (number = int.Parse(row.Key.AsSpan(VersionPrefix.Length), CultureInfo.InvariantCulture),
                        DocumentRow.Read(row)));
            if (found.Count < page)
                return versions;
        }
    }

    /// <summary>
    /// Writes a version, taking the first number after <paramref name="live"/> that is free or already holds this text:
    /// what a crash or a competitor left under a number is never overwritten.
    /// </summary>
    /// <returns>The number.</returns>
    public async ValueTask<int> AddVersionAsync(string id, int live, StoredDocument document, CancellationToken cancel)
    {
        for (var number = live + 1; ; number++)
        {
            var added = await rows.CommitAsync(Table, id, [new RowChange.Insert(VersionKey(number), DocumentRow.Write(document))], cancel);
            if (added.Committed || (await VersionAsync(id, number, cancel))?.Text == document.Text)
                return number;
        }
    }

    private static string VersionKey(int version) => string.Create(CultureInfo.InvariantCulture, $"{VersionPrefix}{version:D5}");

    private async ValueTask<(List<Row> Rows, int Pages)> ReadRowsAsync(CancellationToken cancel)
    {
        const int page = 500;
        var read = new List<Row>();
        var pages = 1;
        for (var from = ""; ; pages++)
        {
            var found = await rows.ReadAsync(Table, Heads, from, "~", page, cancel);
            read.AddRange(found);
            if (found.Count < page)
                return (read, pages);
            from = found[^1].Key + "\0";
        }
    }

    private static TaggedHead Read(Row row, TaggedRelease release) =>
        new(row.Key, release.Head.Over(row.Key, DocumentHeadRow.Read(row)), row.Tag) { Release = release };

    private static TaggedHead Absent(string id, TaggedRelease release) =>
        new(id, release.Head.Over(id, new DocumentHead()), Tag: null) { Release = release };

    private static TaggedRelease ReadRelease(Row row) => new(ReleaseHeadRow.Read(row), row.Tag);

    private static RowChange Write(TaggedRelease known, ReleaseHead next) =>
        Write(DocumentIds.Release, known.Tag, ReleaseHeadRow.Write(next));

    private static RowChange Write(string key, string? tag, byte[] body) =>
        tag is null ? new RowChange.Insert(key, body) : new RowChange.Replace(key, body, tag);
}
