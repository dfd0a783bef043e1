using System.Globalization;
using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>Where a held message lies and the number its lease was given: <c>visible-number</c> in a message's receipt.</summary>
/// <param name="Id">The message.</param>
/// <param name="Visible">When it becomes visible again, in ticks since 1970: part of its key.</param>
/// <param name="Number">Changes with every receive, so an older lease no longer matches.</param>
internal readonly record struct Receipt(long Id, long Visible, long Number)
{
    /// <summary>The message as its receiver gets it.</summary>
    public QueueMessage Message(byte[] body, int dequeued) =>
        new(Id.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{Visible}-{Number}"), body, dequeued);

    /// <summary>Reads it back; null when the message is not from this store, which then holds nothing of the kind.</summary>
    public static Receipt? Of(QueueMessage message)
    {
        var receipt = message.Receipt.AsSpan();
        var dash = receipt.LastIndexOf('-');
        return dash > 0
            && long.TryParse(message.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && long.TryParse(receipt[..dash], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var visible)
            && long.TryParse(receipt[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new Receipt(id, visible, number)
                : null;
    }
}
