using System.Collections.Immutable;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Decisions.Engine;

/// <summary>Where an enrollment stands. Small, serialisable, and all the engine remembers.</summary>
public sealed record EnrollmentState
{
    /// <summary>Nothing has happened yet.</summary>
    public static readonly EnrollmentState Initial = new();

    /// <summary>The step being done; null before the first and after the last.</summary>
    public StepId? At { get; init; }

    /// <summary>What of the step is being done.</summary>
    public StepPhase Phase { get; init; }

    /// <summary>When the current wait ends; null: only an event ends it.</summary>
    public Instant? Until { get; init; }

    /// <summary>The first milestone of the current countdown that has not been taken.</summary>
    public int Milestone { get; init; }

    /// <summary>The message being placed by the current <c>send</c>.</summary>
    public PendingContact? Contact { get; init; }

    /// <summary>What steps already done answered, for <c>steps.&lt;id&gt;</c>.</summary>
    public ImmutableArray<StepResult> Results { get; init; } = [];

    /// <summary>Awaited events that came before their wait began.</summary>
    public ImmutableArray<BufferedEvent> Buffered { get; init; } = [];

    /// <summary>What is said in messages of the customer's other enrollments in the journey, and so not by this one's own.</summary>
    public ImmutableArray<JoinedSend> Joined { get; init; } = [];

    /// <summary>How the enrollment ended; null while it runs.</summary>
    public string? Outcome { get; init; }

    /// <summary>The answer of a step, or null.</summary>
    public StepResult? ResultOf(StepId step)
    {
        foreach (var answer in Results)
        {
            if (answer.Step == step)
                return answer;
        }

        return null;
    }

    /// <summary>With an event a wait still to come may count: the first for each wait is all that matters.</summary>
    public EnrollmentState WithBuffered(BufferedEvent buffered) =>
        Buffered.Any(known => known.Wait == buffered.Wait) ? this : this with { Buffered = Buffered.Add(buffered) };

    internal EnrollmentState WithResult(StepResult answer)
    {
        for (var i = 0; i < Results.Length; i++)
        {
            if (Results[i].Step == answer.Step)
                return this with { Results = Results.SetItem(i, answer) };
        }

        return this with { Results = Results.Add(answer) };
    }
}

/// <summary>What of a step is being done.</summary>
public enum StepPhase
{
    /// <summary>A question about data is open: conditions, dates.</summary>
    Deciding,

    /// <summary>The contact policy is being asked.</summary>
    Contacting,

    /// <summary>A message is reserved for a later instant.</summary>
    Scheduled,

    /// <summary>The contact policy put the message off; it is asked again at <see cref="EnrollmentState.Until"/>.</summary>
    Deferred,

    /// <summary>The delivery report is awaited.</summary>
    AwaitingReport,

    /// <summary>The step itself is a wait.</summary>
    Waiting,
}

/// <summary>The message a <c>send</c> is trying to place.</summary>
/// <param name="Channel">Index of the channel of the reserved message.</param>
/// <param name="Deadline">After this it is not worth sending.</param>
/// <param name="Attempt">1, and one more for each channel that failed for good.</param>
/// <param name="Message">The reserved message, once there is one.</param>
public sealed record PendingContact(int Channel, Instant Deadline, int Attempt, MessageId? Message)
{
    /// <summary>One bit for each channel that has failed for good, by index.</summary>
    public int Tried { get; init; }

    /// <summary>The channels that have not failed yet, in the journey's order.</summary>
    internal ImmutableArray<Channel> Untried(ImmutableArray<Channel> channels)
    {
        if (Tried == 0)
            return channels;
        var untried = ImmutableArray.CreateBuilder<Channel>(channels.Length);
        for (var i = 0; i < channels.Length; i++)
        {
            if ((Tried & (1 << i)) == 0)
                untried.Add(channels[i]);
        }

        return untried.ToImmutable();
    }

    /// <summary>The next attempt, now that this channel has failed for good.</summary>
    internal PendingContact Next() => this with { Tried = Tried | (1 << Channel), Attempt = Attempt + 1, Message = null };
}

/// <summary>What a step answered.</summary>
/// <param name="Step">The step.</param>
/// <param name="At">When.</param>
public sealed record StepResult(StepId Step, Instant At)
{
    /// <summary>For waits: the type of the event that came; null on timeout.</summary>
    public string? Event { get; init; }

    /// <summary>For waits: what the event carried.</summary>
    public AttributeBag? Data { get; init; }

    /// <summary>For splits: the arm.</summary>
    public string? Arm { get; init; }

    /// <summary>For sends: <c>sent</c>, <c>refused</c>, <c>delivered</c> or <c>failed</c>.</summary>
    public string? Status { get; init; }

    /// <summary>For sends: the channel used, or the reason for none.</summary>
    public string? Detail { get; init; }
}

/// <summary>A send whose message is part of another enrollment's.</summary>
/// <param name="Step">The <c>send</c>.</param>
/// <param name="Message">The other enrollment's message.</param>
public sealed record JoinedSend(StepId Step, MessageId Message);

/// <summary>An awaited event that came before its wait began.</summary>
/// <param name="Wait">The <c>waitFor</c> step.</param>
/// <param name="Pattern">Which of its patterns matched.</param>
/// <param name="Type">The event type.</param>
/// <param name="At">When it happened.</param>
/// <param name="Data">What it carried.</param>
public sealed record BufferedEvent(StepId Wait, int Pattern, string Type, Instant At, AttributeBag Data);
