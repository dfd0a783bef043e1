using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Runtime.Work;

/// <summary>The body of a message of the queue <c>work</c>: what is to be done, as JSON, and how often it has failed.</summary>
public static class CustomerWorkCodec
{
    /// <summary>The queue's name.</summary>
    public const string Queue = "work";

    /// <summary>Writes work.</summary>
    /// <param name="work">What is to be done.</param>
    /// <param name="attempts">How often it has failed.</param>
    public static ReadOnlyMemory<byte> Write(CustomerWork work, int attempts)
    {
        var row = new CustomerWorkRow { Customer = work.Customer.Value, Kind = work.Kind, Attempts = attempts };
        switch (work)
        {
            case CustomerWork.Timer timer:
                row.Enrollment = timer.Enrollment?.Value;
                break;
            case CustomerWork.Swept swept:
                row.Sweep = SweepProgressRow.SweepRow.Of(swept.Of);
                break;
            case CustomerWork.Events events:
                row.Events = [.. events.Taken.Select(Row)];
                break;
            case CustomerWork.Reaction reaction:
                row.Journey = reaction.About.Value;
                row.Events = [Row(reaction.Heard)];
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(work), work, "unknown work");
        }

        return RowJson.Write(row, RowJson.Context.CustomerWorkRow);
    }

    /// <summary>Reads work; false when the text is something else, or work that only a newer version knows.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out CustomerWork? work, out int attempts)
    {
        work = null;
        attempts = 0;
        try
        {
            if (JsonSerializer.Deserialize(body, RowJson.Context.CustomerWorkRow) is not { Customer.Length: > 0 } row)
                return false;
            attempts = row.Attempts;
            work = Read(row);
            return work is not null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException or InvalidOperationException)
        {
            return false; // whatever converters throw of a text that is something else
        }
    }

    private static CustomerWork? Read(CustomerWorkRow row)
    {
        var customer = new CustomerId(row.Customer);
        return row switch
        {
            { Kind: "timer" } => new CustomerWork.Timer(customer, row.Enrollment is { } id ? new EnrollmentId(id) : null),
            { Kind: "sweep", Sweep: { } sweep } => new CustomerWork.Swept(customer, sweep.Read()),
            { Kind: "events", Events: { Length: > 0 } events } => new CustomerWork.Events(
                customer, [.. events.Select(e => Event(customer, e))]),
            { Kind: "reaction", Journey: { Length: > 0 } journey, Events: [var heard] } => new CustomerWork.Reaction(
                customer, new JourneyId(journey), Event(customer, heard)),
            _ => null,
        };
    }

    private static CustomerWorkRow.EventRow Row(CustomerEvent e) =>
        new() { Source = e.Source, Id = e.Id, Type = e.Type, Time = e.Time, Data = e.Data };

    private static CustomerEvent Event(CustomerId customer, CustomerWorkRow.EventRow e) =>
        new(e.Source, e.Id, e.Type, e.Time, customer, e.Data ?? AttributeBag.Empty);
}
