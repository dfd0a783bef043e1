using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using NodaTime;

namespace Campaigns.Runtime.Customers;

/// <summary>
/// The messages of which nobody knows whether their provider took them, over all customers: an index beside the ledgers, so that finding
/// them costs as much as there are, and not as much as there are customers.
/// </summary>
/// <remarks>
/// A row is written before the customer is saved and removed after the message is settled. A crash in between leaves a row of a message
/// that is known after all; who lists them compares with the ledgers. Rows hold ids and codes, and no address.
/// </remarks>
public sealed class UnknownMessages(IRowStore rows)
{
    /// <summary>The table; one partition, the row key is the message's id.</summary>
    public const string Table = "unknown";

    /// <summary>The most of one page.</summary>
    public const int MaxPage = 1000;

    private const string Partition = "open";
    private const string End = "~"; // ids are lower-case letters and digits

    /// <summary>Notes a message; once more changes what is noted.</summary>
    public async ValueTask AddAsync(UnknownMessage message, CancellationToken cancel) => await rows.CommitAsync(
        Table, Partition, [new RowChange.Upsert(message.Message.Value, UnknownMessageRow.Write(message))], cancel);

    /// <summary>Forgets a message; one that is not there is fine.</summary>
    public async ValueTask RemoveAsync(MessageId message, CancellationToken cancel) =>
        await rows.CommitAsync(Table, Partition, [new RowChange.Delete(message.Value)], cancel);

    /// <summary>A message; null: it is not noted.</summary>
    public async ValueTask<UnknownMessage?> FindAsync(MessageId message, CancellationToken cancel) =>
        await rows.FindAsync(Table, Partition, message.Value, cancel) is { } row ? UnknownMessageRow.Read(row) : null;

    /// <summary>A page of what is noted, in the order of ids.</summary>
    /// <param name="after">The last id of the page before; null: the first page.</param>
    /// <param name="take">How many, up to <see cref="MaxPage"/>; fewer come at the end.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<IReadOnlyList<UnknownMessage>> PageAsync(string? after, int take, CancellationToken cancel) =>
        [.. (await rows.ReadAsync(Table, Partition, after is null ? "" : after + "\0", End, take, cancel)).Select(UnknownMessageRow.Read)];
}

/// <summary>A message of which nobody knows whether its provider took it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Customer">Whose.</param>
/// <param name="Channel">By which channel.</param>
/// <param name="Enrollment">The enrollment that sends it.</param>
/// <param name="Step">The step.</param>
/// <param name="Since">When that became so.</param>
public sealed record UnknownMessage(
    MessageId Message, CustomerId Customer, Channel Channel, EnrollmentId Enrollment, StepId Step, Instant Since)
{
    /// <summary>Why nobody knows: a <see cref="Model.Timeline.DeliveryReason"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>The provider that was asked, where it is known.</summary>
    public string? Provider { get; init; }

    /// <summary>The number of the timeline row that tells of it: another one each time it becomes unknown.</summary>
    public long Batch { get; init; }
}
