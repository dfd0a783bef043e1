using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// What short links stand for: where every character costs, a link carries no more than a code, and this table says whose
/// it is, where it leads and until when.
/// </summary>
/// <remarks>
/// A code has 80 bits, derived from the message by the installation's key: among ten billion messages two share one with a
/// chance of 1 in 25,000. Like a message's name at its provider, a row stays when the customer is erased, until the link
/// ends: it holds no more than the customer's id.
/// </remarks>
public sealed class ShortLinks(IRowStore rows)
{
    /// <summary>The table; a partition is a code with one row, or a day on which links end, with a row for each code.</summary>
    public const string Table = "links";

    private const string Key = "to";
    private const int CodeLength = 16;
    private const int MaxRowsPerBatch = 100;
    private const string EndPrefix = "@"; // no code has it
    private static readonly LocalDatePattern Day = LocalDatePattern.CreateWithInvariantCulture("uuuu-MM-dd");

    /// <summary>Keeps what a link stands for; once more changes nothing, but for a later end.</summary>
    /// <remarks>The day of its end first: a crash in between leaves a note about no link, and never a link without an end.</remarks>
    public async ValueTask SaveAsync(ShortLink link, CancellationToken cancel)
    {
        if (link.Ends is { } ends)
            await rows.CommitAsync(Table, PartitionOf(ends), [new RowChange.Upsert(link.Code, ReadOnlyMemory<byte>.Empty)], cancel);
        await rows.CommitAsync(Table, link.Code, [new RowChange.Upsert(Key, ShortLinkRow.Write(link))], cancel);
    }

    /// <summary>What a code stands for at this instant; null: nothing, or nothing any more.</summary>
    public async ValueTask<ShortLink?> FindAsync(string code, Instant now, CancellationToken cancel) =>
        code.Length == CodeLength && code.All(char.IsAsciiLetterOrDigit) && await rows.FindAsync(Table, code, Key, cancel) is { } row
            && ShortLinkRow.Read(row) is var link && !(link.Ends <= now)
            ? link
            : null;

    /// <summary>
    /// Removes links that ended on days before today, a page at a time: one read that finds the earliest days, and a batch for
    /// each link. What a crash cuts short goes on with the next call.
    /// </summary>
    /// <returns>How many were looked at; fewer than <paramref name="take"/>: there are no more.</returns>
    public async ValueTask<int> RemoveEndedAsync(Instant now, int take, CancellationToken cancel)
    {
        var notes = await rows.ScanAsync(Table, EndPrefix, PartitionOf(now), after: null, take, cancel);
        foreach (var note in notes)
        {
            // Sent once more it may have got a later end, which has a note of its own.
            if (await rows.FindAsync(Table, note.Key, Key, cancel) is { } row && ShortLinkRow.Read(row).Ends <= now)
                await rows.CommitAsync(Table, note.Key, [new RowChange.Delete(Key, row.Tag)], cancel);
        }

        foreach (var day in notes.GroupBy(note => note.Partition))
        {
            foreach (var batch in day.Chunk(MaxRowsPerBatch))
                await rows.CommitAsync(Table, day.Key, [.. batch.Select(note => new RowChange.Delete(note.Key))], cancel);
        }

        return notes.Count;
    }

    private static string PartitionOf(Instant end) => EndPrefix + Day.Format(end.InUtc().Date);
}

/// <summary>What a short link stands for.</summary>
/// <param name="Code">Its code: 16 lower-case letters and digits.</param>
/// <param name="Customer">Whom it was sent to.</param>
/// <param name="Message">In which message.</param>
/// <param name="Target">Where it leads.</param>
/// <param name="Ends">From when it leads nowhere; null: never, as those of earlier versions.</param>
public sealed record ShortLink(string Code, CustomerId Customer, MessageId Message, string Target, Instant? Ends = null);
