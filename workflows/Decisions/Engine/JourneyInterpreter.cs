using System.Collections.Immutable;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using NodaTime;

namespace Campaigns.Decisions.Engine;

/// <summary>One call of the engine: takes a signal and runs until it must ask, wait or end.</summary>
/// <remarks>The parts of this class are the families of steps; this one holds the flow from step to step.</remarks>
internal sealed partial class JourneyInterpreter(JourneyDefinition definition, string subject, EnrollmentState state, ZonedDateTime now)
{
    private readonly ImmutableArray<Effect>.Builder _effects = ImmutableArray.CreateBuilder<Effect>();
    private readonly Instant _now = now.ToInstant();
    private EnrollmentState _state = state;
    private Effect? _question;

    public AdvanceResult Result() =>
        new(_state, _effects.DrainToImmutable(), _question, _state.Outcome is null && _question is null ? _state.Until : null);

    public void Handle(Signal signal)
    {
        switch (signal)
        {
            case Signal.Started: EnterBlock(definition.Steps, after: null); break;
            case Signal.Stopped stopped: Finish(stopped.Outcome, byExit: true); break;
            case Signal.EventReceived happened: HandleEvent(happened); break;
            case Signal.Woken woken: Wake(woken); break;
            case Signal.Refreshed: Refresh(); break;
            case Signal.Decided decided: Decide(decided.Values); break;
            case Signal.Displaced moved: HandleDisplacement(moved); break;
            case Signal.Withdrawn withdrawn: Withdraw(withdrawn.Message); break;
            case Signal.Joined joined: Join(joined); break;
            case Signal.Migrated migrated: Land(migrated); break;
            case Signal.Contacted contacted: HandleContactResult(contacted.Answer); break;
            default: throw new ArgumentOutOfRangeException(nameof(signal), signal, "unknown signal");
        }
    }

    private StepPosition Position => definition.Map.Find(_state.At ?? throw new InvalidOperationException("the enrollment has not started"))
        ?? throw new InvalidOperationException($"journey {definition.Id} version {definition.Version} has no step {_state.At}");

    /// <summary>Begins a step: data questions first, exit conditions among them.</summary>
    private void Enter(Step step)
    {
        _state = _state with { At = step.Id, Phase = StepPhase.Deciding, Until = null };
        var questions = definition.Map.ExitConditions.Select(exit => exit.Condition).Concat(QuestionsOf(step)).ToImmutableArray();
        if (questions.IsEmpty)
            Begin(step, []);
        else
            _question = new Effect.Decide(questions);
    }

    private static IEnumerable<Expression> QuestionsOf(Step step) => step switch
    {
        SendStep { When: { } condition } => [condition],
        BranchStep branch => branch.Arms.Select(arm => arm.When),
        CountdownStep countdown => [countdown.To],
        WaitUntilStep wait => [wait.Until],
        _ => [],
    };

    private void Decide(ImmutableArray<object?> values)
    {
        _question = null;
        if (_state.Phase == StepPhase.Scheduled)
        {
            // Only what is to be sent now was asked: the step itself began earlier.
            DispatchIf(Truthiness.Of(values[0]));
            return;
        }

        var exits = definition.Map.ExitConditions;
        for (var i = 0; i < exits.Length; i++)
        {
            if (Truthiness.Of(values[i]))
            {
                Finish(exits[i].Outcome, byExit: true);
                return;
            }
        }

        Begin(Position.Step, values.AsSpan()[exits.Length..]);
    }

    private void Begin(Step step, ReadOnlySpan<object?> values)
    {
        switch (step)
        {
            // In a version that it was moved to, a way may lead to what it has done before.
            case SendStep sent when JourneyEngine.IsSent(_state.ResultOf(sent.Id)): Leave(sent); break;
            case UpdateStep or TaskStep or PublishStep when _state.ResultOf(step.Id) is not null: Leave(step); break;
            case SendStep send when IsJoined(send): SkipJoined(send); break;
            case SendStep { When: not null } send when !Truthiness.Of(values[0]): Overtake(send); break;
            case SendStep send: BeginSend(send); break;
            case WaitStep wait: WaitAndPlan(wait, LocalClock.Plus(now, wait.For)); break;
            case WaitUntilStep wait: BeginWaitUntil(wait, values[0]); break;
            case WaitForStep wait: BeginWaitFor(wait); break;
            case CountdownStep countdown: BeginCountdown(countdown, values[0]); break;
            case BranchStep branch: Choose(branch, values); break;
            case SplitStep split: Choose(split); break;
            case UpdateStep update: Do(new Effect.Update(update), step); break;
            case TaskStep task: Do(new Effect.CreateTask(task, LocalClock.Plus(now, task.Due)), step); break;
            case PublishStep publish: Do(new Effect.Publish(publish), step); break;
            case EndStep end: Finish(end.Outcome, byExit: false); break;
            default: throw new NotSupportedException($"step {step.Id} is a {step.GetType().Name}, which is not available yet");
        }
    }

    private void Do(Effect effect, Step step)
    {
        _effects.Add(effect);
        Leave(step);
    }

    /// <summary>Goes on after a step: to its sibling, or on after what holds it.</summary>
    private void Leave(Step step, int skip = 0)
    {
        // The others said so when their answer was known: a send's, an event, the arm that was chosen.
        if (step is not (SendStep or WaitForStep or SplitStep or BranchStep))
            _state = _state.WithResult(new(step.Id, _now));
        var place = definition.Map.Find(step.Id)!;
        var next = place.Index + 1 + skip;
        if (next < place.Block.Length)
            Enter(place.Block[next]);
        else if (place.Parent is CountdownStep countdown)
            EnterMilestoneAfter(countdown, place.Arm);
        else if (place.Parent is { } parent)
            Leave(parent);
        else
            Finish("completed", byExit: false);
    }

    private void EnterBlock(ImmutableArray<Step> block, Step? after)
    {
        if (!block.IsEmpty)
            Enter(block[0]);
        else if (after is not null)
            Leave(after);
        else
            Finish("completed", byExit: false);
    }

    private void WaitUntil(Instant? until) => _state = _state with { Phase = StepPhase.Waiting, Until = until };

    private void Finish(string outcome, bool byExit)
    {
        _question = null;
        _effects.Add(new Effect.Finish(outcome, byExit));
        _state = _state with { Outcome = outcome, Until = null, Contact = null, Buffered = [] };
    }
}
