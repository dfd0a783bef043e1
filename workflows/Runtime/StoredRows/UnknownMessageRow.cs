using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>unknown</c>: a message of which nobody knows whether it was sent; its id is the row key.</summary>
internal sealed class UnknownMessageRow
{
    public string Customer { get; set; } = "";

    public string Channel { get; set; } = "";

    public string Enrollment { get; set; } = "";

    public string Step { get; set; } = "";

    public Instant Since { get; set; }

    public string? Reason { get; set; }

    public string? Provider { get; set; }

    public long Batch { get; set; }

    public static byte[] Write(UnknownMessage message) => RowJson.Write(
        new UnknownMessageRow
        {
            Customer = message.Customer.Value,
            Channel = message.Channel.Name,
            Enrollment = message.Enrollment.Value,
            Step = message.Step.Value,
            Since = message.Since,
            Reason = message.Reason,
            Provider = message.Provider,
            Batch = message.Batch,
        }, RowJson.Context.UnknownMessageRow);

    public static UnknownMessage Read(Row row) => RowJson.Read(UnknownMessages.Table, row, RowJson.Context.UnknownMessageRow,
        read => new UnknownMessage(
            new(row.Key), new(read.Customer), new(read.Channel), new(read.Enrollment), new(read.Step), read.Since)
        {
            Reason = read.Reason,
            Provider = read.Provider,
            Batch = read.Batch,
        });
}
