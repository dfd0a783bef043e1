using System.Text.Json.Serialization;
using Campaigns.Decisions.Engine;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Where an enrollment stands, within its row.</summary>
internal sealed class EnrollmentStateRow
{
    public string? At { get; set; }

    public StepPhase Phase { get; set; }

    public Instant? Until { get; set; }

    [JsonPropertyName("rung")]
    public int Milestone { get; set; }

    public PendingContactRow? Contact { get; set; }

    [JsonPropertyName("answers")]
    public StepResultRow[]? Results { get; set; }

    [JsonPropertyName("heard")]
    public BufferedEventRow[]? Buffered { get; set; }

    public JoinedSendRow[]? Joined { get; set; }

    public string? Outcome { get; set; }

    public static EnrollmentStateRow Of(EnrollmentState state) => new()
    {
        At = state.At?.Value,
        Phase = state.Phase,
        Until = state.Until,
        Milestone = state.Milestone,
        Contact = PendingContactRow.Of(state.Contact),
        Results = RowJson.Map(state.Results, StepResultRow.Of),
        Buffered = RowJson.Map(state.Buffered, BufferedEventRow.Of),
        Joined = state.Joined.IsDefaultOrEmpty ? null : RowJson.Map(state.Joined, JoinedSendRow.Of),
        Outcome = state.Outcome,
    };

    public EnrollmentState Read() => new()
    {
        At = At is { } step ? new(step) : null,
        Phase = Phase,
        Until = Until,
        Milestone = Milestone,
        Contact = Contact?.Read(),
        Results = RowJson.Map(Results, StepResultRow.Read),
        Buffered = RowJson.Map(Buffered, BufferedEventRow.Read),
        Joined = RowJson.Map(Joined, JoinedSendRow.Read),
        Outcome = Outcome,
    };
}

/// <summary>A send that is part of another enrollment's message, within an enrollment's state.</summary>
internal sealed class JoinedSendRow
{
    public string Step { get; set; } = "";

    public string Message { get; set; } = "";

    public static JoinedSendRow Of(JoinedSend joined) => new() { Step = joined.Step.Value, Message = joined.Message.Value };

    public static JoinedSend Read(JoinedSendRow row) => new(new(row.Step), new(row.Message));
}

/// <summary>The message being placed, within an enrollment's state.</summary>
internal sealed class PendingContactRow
{
    public int Channel { get; set; }

    public Instant Deadline { get; set; }

    public int Attempt { get; set; }

    public string? Message { get; set; }

    public int Tried { get; set; }

    public static PendingContactRow? Of(PendingContact? contact) => contact is null ? null : new()
    {
        Channel = contact.Channel,
        Deadline = contact.Deadline,
        Attempt = contact.Attempt,
        Message = contact.Message?.Value,
        Tried = contact.Tried,
    };

    public PendingContact Read() => new(Channel, Deadline, Attempt, Message is { } message ? new(message) : null) { Tried = Tried };
}

/// <summary>What a step answered, within an enrollment's state.</summary>
internal sealed class StepResultRow
{
    public string Step { get; set; } = "";

    public Instant At { get; set; }

    public string? Event { get; set; }

    public AttributeBag? Data { get; set; }

    public string? Arm { get; set; }

    public string? Status { get; set; }

    public string? Detail { get; set; }

    public static StepResultRow Of(StepResult result) => new()
    {
        Step = result.Step.Value,
        At = result.At,
        Event = result.Event,
        Data = result.Data,
        Arm = result.Arm,
        Status = result.Status,
        Detail = result.Detail,
    };

    public static StepResult Read(StepResultRow row) => new(new(row.Step), row.At)
    {
        Event = row.Event,
        Data = row.Data,
        Arm = row.Arm,
        Status = row.Status,
        Detail = row.Detail,
    };
}

/// <summary>An event that came before its wait, within an enrollment's state.</summary>
internal sealed class BufferedEventRow
{
    public string Wait { get; set; } = "";

    public int Pattern { get; set; }

    public string Type { get; set; } = "";

    public Instant At { get; set; }

    public AttributeBag? Data { get; set; }

    public static BufferedEventRow Of(BufferedEvent buffered) => new()
    {
        Wait = buffered.Wait.Value,
        Pattern = buffered.Pattern,
        Type = buffered.Type,
        At = buffered.At,
        Data = buffered.Data,
    };

    public static BufferedEvent Read(BufferedEventRow row) =>
        new(new(row.Wait), row.Pattern, row.Type, row.At, row.Data ?? AttributeBag.Empty);
}
