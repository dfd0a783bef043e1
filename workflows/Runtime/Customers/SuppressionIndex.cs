using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using NodaTime;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// Suppressed addresses, whoever has them: two customers may share a number or a mailbox, and what bounced for one bounces for the other.
/// An address is kept as its keyed hash only, also when the customer who told of it is erased.
/// </summary>
public sealed class SuppressionIndex(IRowStore rows)
{
    /// <summary>The table; a partition is the hash of an address, a row key a channel.</summary>
    public const string Table = "suppressions";

    private static readonly Channel[] Shareable = [Channel.Sms, Channel.Call, Channel.Email];

    /// <summary>Whether people share addresses of a channel; a device or an account is one person's.</summary>
    public static bool Covers(Channel channel) => Shareable.Contains(channel);

    /// <summary>
    /// Writes down that an address is suppressed, or is not any more; what was told later stays, so an event that comes again changes
    /// nothing.
    /// </summary>
    /// <param name="hash">The address's hash.</param>
    /// <param name="channel">By which channel.</param>
    /// <param name="suppression">What was told.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask SetAsync(string hash, Channel channel, SharedSuppression suppression, CancellationToken cancel)
    {
        if (await rows.FindAsync(Table, hash, channel.Name, cancel) is { } row && SharedSuppressionRow.Read(row) is var known
            && (known == suppression || known.At > suppression.At))
            return;
        await rows.CommitAsync(Table, hash, [new RowChange.Upsert(channel.Name, SharedSuppressionRow.Write(suppression))], cancel);
    }

    /// <summary>Why an address is not to be tried at an instant, or null.</summary>
    public async ValueTask<SharedSuppression?> FindAsync(string hash, Channel channel, Instant at, CancellationToken cancel) =>
        await rows.FindAsync(Table, hash, channel.Name, cancel) is { } row
        && SharedSuppressionRow.Read(row) is { Cause: not null } found && !(found.Until <= at)
            ? found
            : null;
}

/// <summary>That nobody is to be tried at an address, or that it may be tried again.</summary>
/// <param name="Cause">Why; null: it may be tried again.</param>
/// <param name="At">Since when.</param>
/// <param name="Until">Until when; null: for good.</param>
public sealed record SharedSuppression(string? Cause, Instant At, Instant? Until);
