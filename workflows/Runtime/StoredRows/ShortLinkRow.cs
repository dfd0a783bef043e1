using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>links</c>: what a short link stands for.</summary>
internal sealed class ShortLinkRow
{
    public string Customer { get; set; } = "";

    public string Message { get; set; } = "";

    public string Target { get; set; } = "";

    public Instant? Ends { get; set; }

    public static byte[] Write(ShortLink link) => RowJson.Write(
        new ShortLinkRow { Customer = link.Customer.Value, Message = link.Message.Value, Target = link.Target, Ends = link.Ends },
        RowJson.Context.ShortLinkRow);

    public static ShortLink Read(Row row) => RowJson.Read(ShortLinks.Table, row, RowJson.Context.ShortLinkRow,
        read => new ShortLink(row.Partition, new(read.Customer), new(read.Message), read.Target, read.Ends));
}
