using System.Globalization;
using Campaigns.Decisions.Contacts;

namespace Campaigns.Runtime.Dispatch;

/// <summary>
/// One dispatch of a message to its queue. A message that was given another place, or queued again to make a lost
/// dispatch good, has a newer one: the copies of the older lie in the queue until they are met, and are void.
/// </summary>
/// <param name="Slot">The instant of the ledger entry it was queued for, in milliseconds of Unix time.</param>
/// <param name="Number">0, and one more each time it was queued again from that place.</param>
public readonly record struct DispatchStamp(long Slot, int Number)
{
    private const char Separator = '.';

    /// <summary>The one that counts for an entry.</summary>
    public static DispatchStamp Of(LedgerEntry entry) => new(entry.At.ToUnixTimeMilliseconds(), entry.DispatchNumber);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DispatchStamp stamp)
    {
        var apart = text.IndexOf(Separator);
        stamp = default;
        if (apart < 0
            || !long.TryParse(text[..apart], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var place)
            || !int.TryParse(text[(apart + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        stamp = new(place, number);
        return true;
    }

    /// <summary><c>1780286400000.0</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Slot}{Separator}{Number}");
}
