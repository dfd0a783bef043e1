using System.Collections.Immutable;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Engine;

/// <summary>What the engine wants done. Each is named by (enrollment, step, attempt), so doing it twice is doing it once.</summary>
public abstract record Effect
{
    private Effect()
    {
    }

    /// <summary>A question: evaluate these over fresh data and answer <see cref="Signal.Decided"/>.</summary>
    public sealed record Decide(ImmutableArray<Expression> Expressions) : Effect;

    /// <summary>A question: place this message under the contact policy and answer <see cref="Signal.Contacted"/>.</summary>
    /// <param name="Step">The <c>send</c>.</param>
    /// <param name="Channels">The channels still to be tried, in the journey's order of preference.</param>
    /// <param name="Attempt">Part of the idempotency key.</param>
    /// <param name="Deadline">Refuse rather than defer past it.</param>
    public sealed record Contact(SendStep Step, ImmutableArray<Channel> Channels, int Attempt, Instant Deadline) : Effect;

    /// <summary>The time of a reserved message has come: put it on its channel's queue.</summary>
    public sealed record Dispatch(MessageId Message) : Effect;

    /// <summary>A message is not to be sent any more, if it has not been handed over: give its slot back.</summary>
    /// <param name="Step">The <c>send</c>.</param>
    /// <param name="Reason">Why; a <see cref="Campaigns.Model.Timeline.ContactReason"/>.</param>
    public sealed record Withdraw(SendStep Step, string Reason) : Effect;

    /// <summary>The future contacts of this enrollment as known now, replacing those planned before.</summary>
    public sealed record Plan(ImmutableArray<PlannedStep> Contacts) : Effect;

    /// <summary>Change attributes.</summary>
    public sealed record Update(UpdateStep Step) : Effect;

    /// <summary>Create a follow-up for the agent.</summary>
    /// <param name="Step">The task.</param>
    /// <param name="Due">When it is due.</param>
    public sealed record CreateTask(TaskStep Step, Instant Due) : Effect;

    /// <summary>Publish an event.</summary>
    public sealed record Publish(PublishStep Step) : Effect;

    /// <summary>The enrollment is over: withdraw what is unsent and record the outcome.</summary>
    /// <param name="Outcome">How.</param>
    /// <param name="ByExit">True when an exit rule or somebody ended it, false when it ran to its end.</param>
    public sealed record Finish(string Outcome, bool ByExit) : Effect;
}

/// <summary>A future contact.</summary>
/// <param name="Step">The <c>send</c> that will make it.</param>
/// <param name="At">When, as far as known.</param>
public readonly record struct PlannedStep(SendStep Step, Instant At);
