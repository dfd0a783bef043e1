using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// What short links stand for: where every character costs, a link carries no more than a code, and this table says whose
/// it is and where it leads.
/// </summary>
/// <remarks>
/// A code is the first 80 bits of the message's id, itself a hash: among ten billion messages two share one with a chance
/// of 1 in 25,000. Like a message's name at its provider, a row stays when the customer is erased: it holds no more than
/// the customer's id.
/// </remarks>
public sealed class ShortLinks(IRowStore rows)
{
    /// <summary>The table; a partition is a code with one row.</summary>
    public const string Table = "links";

    private const string Key = "to";
    private const int CodeLength = 16;

    /// <summary>The code of a message's link: 16 lower-case letters and digits.</summary>
    public static string CodeOf(MessageId message) => message.Value[..CodeLength];

    /// <summary>Keeps what a message's link stands for; once more changes nothing.</summary>
    public async ValueTask SaveAsync(ShortLink link, CancellationToken cancel) =>
        await rows.CommitAsync(Table, CodeOf(link.Message), [new RowChange.Upsert(Key, ShortLinkRow.Write(link))], cancel);

    /// <summary>What a code stands for; null: nothing.</summary>
    public async ValueTask<ShortLink?> FindAsync(string code, CancellationToken cancel) =>
        code.Length == CodeLength && code.All(char.IsAsciiLetterOrDigit) && await rows.FindAsync(Table, code, Key, cancel) is { } row
            ? ShortLinkRow.Read(row)
            : null;
}

/// <summary>What a short link stands for.</summary>
/// <param name="Customer">Whom it was sent to.</param>
/// <param name="Message">In which message.</param>
/// <param name="Target">Where it leads.</param>
public sealed record ShortLink(CustomerId Customer, MessageId Message, string Target);
