using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>links</c>: what a short link stands for.</summary>
internal sealed class ShortLinkRow
{
    public string Customer { get; set; } = "";

    public string Message { get; set; } = "";

    public string Target { get; set; } = "";

    public static byte[] Write(ShortLink link) => RowJson.Write(
        new ShortLinkRow { Customer = link.Customer.Value, Message = link.Message.Value, Target = link.Target },
        RowJson.Context.ShortLinkRow);

    public static ShortLink Read(Row row) => RowJson.Read(ShortLinks.Table, row, RowJson.Context.ShortLinkRow,
        static row => new ShortLink(new(row.Customer), new(row.Message), row.Target));
}
