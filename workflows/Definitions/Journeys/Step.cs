using System.Collections.Immutable;
using Campaigns.Definitions.Expressions;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Journeys;

/// <summary>One step of a journey: a closed set.</summary>
/// <param name="Id">Unique in the journey.</param>
public abstract record Step(StepId Id);

/// <summary>Says something to the customer on the first channel that reaches them and that they consent to.</summary>
public sealed record SendStep(StepId Id, ImmutableArray<Channel> Channels, string Template) : Step(Id)
{
    /// <summary>The default of <see cref="Deadline"/>: seven days.</summary>
    public static readonly Period DefaultDeadline = Period.FromDays(7);

    /// <summary>Later than this after the step was reached, it is not worth sending.</summary>
    public Period Deadline { get; init; } = DefaultDeadline;

    /// <summary>What happens when the contact policy says not now.</summary>
    public WhenBlocked WhenBlocked { get; init; } = WhenBlocked.Defer;

    /// <summary>When it is sent, as far as the contact policy leaves a choice.</summary>
    public SendTime Time { get; init; } = SendTime.Now;

    /// <summary>
    /// Must hold for the message to go: when the step is reached, whenever it asks for a slot again, when its slot has come, and at the
    /// hand-over to the provider, each time over current data. Null: nothing is asked.
    /// </summary>
    public Expression? When { get; init; }

    /// <summary>
    /// Within this time after the message, what other enrollments of the customer in the same journey would say by the same step is said in
    /// it: one message over several policies. Null: each sends its own.
    /// </summary>
    public Period? Together { get; init; }

    /// <summary>
    /// Whether it keeps its slot against the journey's other messages: those before it leave room for it in caps and gaps, and make way.
    /// </summary>
    public bool Important { get; init; }

    /// <summary>Whether the journey waits for the delivery report.</summary>
    public bool AwaitDelivered { get; init; }

    /// <summary>Whether the next channel is tried when this one fails for good.</summary>
    public bool Fallback { get; init; }
}

/// <summary>When a <c>send</c> goes out by choice.</summary>
public enum SendTime
{
    /// <summary>As soon as it may.</summary>
    Now,

    /// <summary>
    /// At the hour of the day at which this customer opens and clicks most, within 24 hours; where too little is known, as soon as it may.
    /// </summary>
    Best,
}

/// <summary>What a <c>send</c> does when the contact policy says not now.</summary>
public enum WhenBlocked
{
    /// <summary>Waits until it may, at most until the deadline.</summary>
    Defer,

    /// <summary>Goes on without sending.</summary>
    Skip,

    /// <summary>Ends the journey.</summary>
    End,
}

/// <summary>Waits a duration: calendar days in the customer's zone, exact hours, minutes and seconds.</summary>
public sealed record WaitStep(StepId Id, Period For) : Step(Id);

/// <summary>Waits until an instant computed from a date.</summary>
/// <param name="Id">The step.</param>
/// <param name="Until">A date or instant.</param>
public sealed record WaitUntilStep(StepId Id, Expression Until) : Step(Id)
{
    /// <summary>Added to the date; may be negative.</summary>
    public Period Offset { get; init; } = Period.Zero;

    /// <summary>The local time of day; null keeps the date's own (midnight for a bare date).</summary>
    public LocalTime? At { get; init; }

    /// <summary>Moves on to the next of these weekdays; empty: any.</summary>
    public ImmutableArray<IsoDayOfWeek> Weekdays { get; init; } = [];

    /// <summary>What happens when the instant has passed already.</summary>
    public IfPast IfPast { get; init; } = IfPast.Go;
}

/// <summary>What a wait does whose instant has passed already.</summary>
public enum IfPast
{
    /// <summary>Goes on at once.</summary>
    Go,

    /// <summary>Skips the step that follows.</summary>
    Skip,
}

/// <summary>Waits for one of several events, or a timeout.</summary>
public sealed record WaitForStep(StepId Id, ImmutableArray<EventPattern> Events) : Step(Id)
{
    /// <summary>How long at most; null: for ever.</summary>
    public Period? Timeout { get; init; }

    /// <summary>What is done when none came in time.</summary>
    public ImmutableArray<Step> OnTimeout { get; init; } = [];

    /// <summary>Whether events that came before the wait began do not count.</summary>
    public bool SinceNow { get; init; }
}

/// <summary>An event a step waits for.</summary>
/// <param name="Type">For example <c>message.clicked</c>.</param>
/// <param name="Step">For message events: the <c>send</c> it must belong to.</param>
/// <param name="Where">Must hold, when the event arrives.</param>
/// <param name="Then">What is done when this one comes.</param>
public sealed record EventPattern(string Type, StepId? Step, Expression? Where, ImmutableArray<Step> Then);

/// <summary>Steps at distances before a date; past milestones are never run in a burst.</summary>
/// <param name="Id">The step.</param>
/// <param name="To">The date.</param>
/// <param name="At">The local time of every milestone.</param>
/// <param name="Milestones">Farthest first.</param>
public sealed record CountdownStep(StepId Id, Expression To, LocalTime At, ImmutableArray<Milestone> Milestones) : Step(Id);

/// <summary>A milestone of a countdown.</summary>
/// <param name="Before">How long before the date.</param>
/// <param name="Steps">What is done.</param>
public sealed record Milestone(Period Before, ImmutableArray<Step> Steps);

/// <summary>The first arm that holds, else the otherwise; the flow goes on after it.</summary>
public sealed record BranchStep(StepId Id, ImmutableArray<BranchArm> Arms, ImmutableArray<Step> Otherwise) : Step(Id);

/// <summary>An arm of a branch.</summary>
/// <param name="When">Must hold.</param>
/// <param name="Then">What is done.</param>
public sealed record BranchArm(Expression When, ImmutableArray<Step> Then);

/// <summary>One arm by percentage; the same enrollment key always falls the same way.</summary>
public sealed record SplitStep(StepId Id, ImmutableArray<SplitArm> Arms) : Step(Id);

/// <summary>An arm of a split.</summary>
/// <param name="Id">Named in statistics.</param>
/// <param name="Percent">Its share; all arms add up to 100.</param>
/// <param name="Steps">What is done.</param>
public sealed record SplitArm(string Id, double Percent, ImmutableArray<Step> Steps);

/// <summary>Sets, adds to or removes from attributes.</summary>
/// <param name="Id">The step.</param>
/// <param name="Set">Attribute path (<c>customer.value_tier</c>) to value; null removes it.</param>
/// <param name="AddTags">Tags added to <c>customer.tags</c>.</param>
/// <param name="RemoveTags">Tags taken from it.</param>
public sealed record UpdateStep(StepId Id, ImmutableArray<(string Attribute, Expression Value)> Set,
    ImmutableArray<string> AddTags, ImmutableArray<string> RemoveTags) : Step(Id);

/// <summary>A follow-up for the customer's agent; <c>task.done</c> comes back as an event.</summary>
/// <param name="Id">The step.</param>
/// <param name="To">The agent, for example <c>policy.agent_id</c>.</param>
/// <param name="Template">What the agent reads.</param>
/// <param name="Due">How soon.</param>
public sealed record TaskStep(StepId Id, Expression To, string Template, Period Due) : Step(Id);

/// <summary>An HTTP webhook; its answer is in <c>steps.&lt;id&gt;</c>.</summary>
public sealed record CallStep(StepId Id, Uri Url, ImmutableArray<(string Name, Expression Value)> Body) : Step(Id);

/// <summary>An event to the outside.</summary>
public sealed record PublishStep(StepId Id, string Type, ImmutableArray<(string Name, Expression Value)> Data) : Step(Id);

/// <summary>Enrolls the customer into another journey.</summary>
public sealed record EnrollStep(StepId Id, JourneyId Journey) : Step(Id);

/// <summary>Ends the enrollment.</summary>
/// <param name="Id">The step.</param>
/// <param name="Outcome">How.</param>
public sealed record EndStep(StepId Id, string Outcome) : Step(Id);

/// <summary>The only loop: while an expression holds, at most so many times.</summary>
public sealed record RepeatStep(StepId Id, Expression While, int Max, ImmutableArray<Step> Steps) : Step(Id);
