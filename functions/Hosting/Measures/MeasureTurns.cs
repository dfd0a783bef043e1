using System.Globalization;
using System.Text;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Hosting.Measures;

/// <summary>
/// Whose turn it is to look at the queues of a store: of many instances one, as each look is paid for and tells of the store, not of the
/// instance.
/// </summary>
/// <param name="rows">The store.</param>
/// <param name="time">The clock.</param>
public sealed class MeasureTurns(IRowStore rows, TimeProvider time)
{
    /// <summary>The table.</summary>
    public const string Table = "settings";

    private const string Partition = "measures";
    private const string Key = "looked";

    /// <summary>Clocks of instances differ, and their loops do not tick together.</summary>
    private static readonly Duration Slack = Duration.FromSeconds(10);

    /// <summary>Takes the turn, unless somebody took it so short a time ago.</summary>
    public async ValueTask<bool> TakeAsync(TimeSpan interval, CancellationToken cancel)
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var last = await rows.FindAsync(Table, Partition, Key, cancel);
        // One in the future is of a clock that was wrong.
        if (last is not null && TryRead(last, out var at) && at <= now && now - at < Duration.FromTimeSpan(interval) - Slack)
            return false;
        var body = Encoding.UTF8.GetBytes(now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        RowChange change = last is null ? new RowChange.Insert(Key, body) : new RowChange.Replace(Key, body, last.Tag);
        return (await rows.CommitAsync(Table, Partition, [change], cancel)).Committed;
    }

    private static bool TryRead(Row row, out Instant at)
    {
        var read = long.TryParse(Encoding.UTF8.GetString(row.Body.Span), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= Instant.MaxValue.ToUnixTimeMilliseconds();
        at = read ? Instant.FromUnixTimeMilliseconds(milliseconds) : default;
        return read;
    }
}
