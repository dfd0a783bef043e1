using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Throttling;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>pace</c>: the first sending instant of a journey that no process has leased, as a JSON text.</summary>
internal static class PaceRow
{
    public static byte[] Write(Instant next) => RowJson.Write(next, RowJson.Context.Instant);

    public static Instant Read(Row row) => RowJson.Read(SendRateLimiter.Table, row, RowJson.Context.Instant, static next => next);
}
