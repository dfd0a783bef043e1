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

    /// <summary>All heads, by id.</summary>
    public async ValueTask<IReadOnlyList<TaggedHead>> HeadsAsync(CancellationToken cancel)
    {
        const int page = 500;
        var heads = new List<TaggedHead>();
        var from = "";
        while (true)
        {
            var found = await rows.ReadAsync(Table, Heads, from, "~", page, cancel);
            heads.AddRange(found.Select(Read));
            if (found.Count < page)
                return heads;
            from = found[^1].Key + "\0";
        }
    }

    /// <summary>One head; a document without one comes back as an unpublished draft without a tag.</summary>
    public async ValueTask<TaggedHead> HeadAsync(string id, CancellationToken cancel) =>
        await rows.FindAsync(Table, Heads, id, cancel) is { } row ? Read(row) : new TaggedHead(id, new DocumentHead(), Tag: null);

    /// <summary>Replaces a head unless somebody else did meanwhile.</summary>
    public async ValueTask<bool> TryReplaceAsync(TaggedHead known, DocumentHead next, CancellationToken cancel)
    {
        var body = DocumentHeadRow.Write(next);
        RowChange change = known.Tag is { } tag ? new RowChange.Replace(known.Id, body, tag) : new RowChange.Insert(known.Id, body);
        return (await rows.CommitAsync(Table, Heads, [change], cancel)).Committed;
    }

    /// <summary>The draft, or null.</summary>
    public async ValueTask<StoredDocument?> DraftAsync(string id, CancellationToken cancel) =>
        await rows.FindAsync(Table, id, DraftKey, cancel) is { } row ? DocumentRow.Read(row) : null;

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

    private static TaggedHead Read(Row row) => new(row.Key, DocumentHeadRow.Read(row), row.Tag);
}
