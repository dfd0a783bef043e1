using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>
/// Table <c>suppressions</c>: why and until when nobody is to be tried at an address; without a cause, since when it may be.
/// </summary>
internal sealed class SharedSuppressionRow
{
    public string? Cause { get; set; }

    public Instant At { get; set; }

    public Instant? Until { get; set; }

    public static byte[] Write(SharedSuppression suppression) => RowJson.Write(
        new SharedSuppressionRow { Cause = suppression.Cause, At = suppression.At, Until = suppression.Until },
        RowJson.Context.SharedSuppressionRow);

    public static SharedSuppression Read(Row row) => RowJson.Read(SuppressionIndex.Table, row, RowJson.Context.SharedSuppressionRow,
        read => new SharedSuppression(read.Cause, read.At, read.Until));
}
