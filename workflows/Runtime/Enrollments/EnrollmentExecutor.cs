using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Enrollments;

/// <summary>Carries one enrollment on within a session: calls the engine, answers its questions, does its effects.</summary>
internal sealed class EnrollmentExecutor(CustomerSession session, JourneyDefinition definition, EnrollmentRecord enrollment)
{
    private EnrollmentRecord _enrollment = enrollment;

    private CustomerRecord Record => session.Record;

    /// <summary>Starts, wakes or, after a pause, carries on an enrollment; what it missed meanwhile, it looks at again.</summary>
    public static void Continue(CustomerSession session, JourneyDefinition definition, EnrollmentRecord enrollment, bool afterPause)
    {
        new EnrollmentExecutor(session, definition, enrollment)
            .Handle(enrollment.State.At is null ? new Signal.Started() : new Signal.Woken
            {
                AfterPause = afterPause,
                Unsent = enrollment.State.Buffered.IsEmpty ? [] : ContactScheduler.Unsent(session, enrollment),
            });
        if (afterPause && session.Record.Enrollments.TryGetValue(enrollment.Id, out var current))
            new EnrollmentExecutor(session, definition, current).Handle(new Signal.Refreshed());
    }

    /// <summary>Gives the engine a signal and follows it until it waits or ends.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="cause">The event behind it, which a goal's value is computed over.</param>
    public void Handle(Signal signal, AttributeBag? cause = null)
    {
        var before = _enrollment;
        var next = signal;
        while (true)
        {
            var advance = JourneyEngine.Advance(definition, _enrollment.Subject, _enrollment.State, next, session.Now);
            _enrollment = _enrollment with { State = advance.State, WakeAt = advance.WakeAt };
            foreach (var effect in advance.Effects)
                Do(effect, cause);
            if (advance.State.Outcome is not null)
                return;
            if (advance.Question is null)
                break;
            next = Answer(advance.Question);
        }

        if (_enrollment.WakeAt is { } wake && (wake != before.WakeAt || signal is Signal.Started))
            session.Timers.Add(new WakeTimer(wake, Record.Id, _enrollment.Id));
        if (_enrollment != before || signal is Signal.Started)
        {
            _enrollment = _enrollment with { Revision = before.Revision + 1 };
            Record.Set(_enrollment);
        }
    }

    /// <summary>Gives the agent a task once more that failed for internal reasons.</summary>
    /// <param name="task">The task.</param>
    /// <param name="message">Its message, which keeps its id.</param>
    /// <returns>Null: the agent has it; otherwise why not.</returns>
    public string? RecreateTask(Effect.CreateTask task, MessageId message) => CreateTask(task, message);

    private Signal Answer(Effect question) => question switch
    {
        Effect.Decide decide => new Signal.Decided(Evaluate(decide.Expressions)),
        Effect.Contact contact => new Signal.Contacted(ContactScheduler.Schedule(session, definition, _enrollment, contact)),
        _ => throw new InvalidOperationException($"unknown question {question.GetType().Name} of the engine"),
    };

    private ExpressionScope Scope() => session.Scope(_enrollment.Policy, _enrollment.Event, definition, _enrollment);

    private ImmutableArray<object?> Evaluate(ImmutableArray<Expression> expressions)
    {
        var scope = Scope();
        var values = ImmutableArray.CreateBuilder<object?>(expressions.Length);
        foreach (var expression in expressions)
            values.Add(Evaluate(expression, scope));
        return values.MoveToImmutable();
    }

    private object? Evaluate(Expression expression, ExpressionScope scope) =>
        session.Evaluate(expression, scope, session.About(_enrollment, TimelineEventKind.Warning) with { Step = _enrollment.State.At });

    private void Do(Effect effect, AttributeBag? cause)
    {
        switch (effect)
        {
            case Effect.Dispatch dispatch: ContactScheduler.Dispatch(session, dispatch.Message); break;
            case Effect.Withdraw withdraw: ContactScheduler.Withdraw(session, _enrollment, withdraw); break;
            case Effect.Plan plan: ContactScheduler.Plan(session, definition, _enrollment, plan.Contacts); break;
            case Effect.Update update: Update(update.Step); break;
            case Effect.CreateTask task: CreateTask(task); break;
            case Effect.Publish publish: Publish(publish.Step); break;
            case Effect.Finish finish: Finish(finish, cause); break;
            default: throw new InvalidOperationException($"effect {effect.GetType().Name} is not available yet");
        }
    }

    private void Update(UpdateStep step)
    {
        var written = step.Set.Select(set => set.Attribute).ToHashSet(StringComparer.Ordinal);
        if (!step.AddTags.IsEmpty || !step.RemoveTags.IsEmpty)
            written.Add("customer.tags");
        // Tomorrow and not at once: a journey that lets itself in again by what it writes does so once a day.
        if (session.Journeys.DatesReading(written).Any())
            session.Timers.Add(new WakeTimer(session.Now.Zone.StartOf(session.Now.Date.PlusDays(1)), Record.Id, Enrollment: null));
        var scope = Scope();
        foreach (var target in step.Set.Where(set => set.Attribute.Contains('.'))
            .GroupBy(set => set.Attribute[..set.Attribute.IndexOf('.')]))
        {
            var values = target.Select(set => (Name: set.Attribute[(target.Key.Length + 1)..], set.Value))
                .Select(set => KeyValuePair.Create(
                    set.Name,
                    TypedValues.ToKeep(Evaluate(set.Value, scope), session.Library.Catalog.Find(target.Key, set.Name), session.Now.Zone)))
                .ToList();
            if (target.Key == "policy" && _enrollment.Policy is { } policy)
                Record.Set(policy, (session.PolicyOf(policy) ?? AttributeBag.Empty).With(values, session.Instant));
            else if (target.Key == "customer")
                session.SetProfile(Record.Profile with { Attributes = Record.Profile.Attributes.With(values, session.Instant) });
        }

        if (step.AddTags.IsEmpty && step.RemoveTags.IsEmpty)
            return;
        var tags = Record.Profile.Attributes["tags"] as IReadOnlyList<string> ?? [];
        string[] changed = [.. tags.Union(step.AddTags).Except(step.RemoveTags)];
        Record.Set(Record.Profile with { Attributes = Record.Profile.Attributes.With([new("tags", changed)], session.Instant) });
    }

    private string? CreateTask(Effect.CreateTask task, MessageId? resent = null)
    {
        var message = resent ?? session.Ids.Of(Record.Ledger, _enrollment.Id, task.Step.Id, 1);
        var agent = Evaluate(task.Step.To, Scope()) as string;
        var refusal = agent is null ? ContactReason.Of(ContactReason.Unreachable, Channel.Agent.Name)
            : _enrollment.Holdout ? ContactReason.Holdout
            : MissingAttributes.Of(session, _enrollment, task.Step.Template, [Channel.Agent]).Values
                .Select(attribute => ContactReason.Of(ContactReason.Missing, attribute)).FirstOrDefault();
        if (refusal is not null)
        {
            Record.Add(session.About(_enrollment, TimelineEventKind.Refused) with
            {
                Step = task.Step.Id,
                Channel = Channel.Agent,
                Message = message,
                Reason = refusal,
            });
            return refusal;
        }

        Record.Set(
            Record.Ledger.With(
                new LedgerEntry(message, ContactStatus.Reserved, session.Instant, Channel.Agent, "task", 0, _enrollment.Id,
                    task.Step.Id)
                { Deadline = task.Due, To = agent }));
        session.Dispatches.Add(new MessageRequest(Channel.Agent, Record.Id, message));
        return null;
    }

    private void Publish(PublishStep step)
    {
        var scope = Scope();
        Record.Add(session.About(_enrollment, TimelineEventKind.Published) with
        {
            Step = step.Id,
            Reason = step.Type,
            Detail = AttributeBag.Of(step.Data.Select(d => KeyValuePair.Create(d.Name, AttributeValues.From(Evaluate(d.Value, scope))))),
        });
    }

    private void Finish(Effect.Finish finish, AttributeBag? cause)
    {
        if (finish.ByExit)
        {
            ContactScheduler.Withdraw(session, _enrollment, finish.Outcome);
            InFlightAttempts.Cancel(session, _enrollment.Id, finish.Outcome);
        }

        ContactScheduler.Plan(session, definition, _enrollment, []);
        var converted = definition.Goal?.Outcome == finish.Outcome;
        Record.Add(session.About(_enrollment, finish.ByExit ? TimelineEventKind.Exited : TimelineEventKind.Ended) with
        {
            Reason = finish.Outcome,
            Detail = _enrollment.Holdout ? GoalAttributor.HoldoutMark : null,
        });
        if (converted)
            GoalAttributor.OnEnded(session, definition, _enrollment, cause);
        var past = new PastEnrollment(_enrollment.Id, _enrollment.Subject, _enrollment.Version, session.Instant)
        {
            Policy = _enrollment.Policy,
            Holdout = _enrollment.Holdout,
        };
        Record.Finish(
            _enrollment with { WakeAt = null, Revision = _enrollment.Revision + 1 },
            converted ? past : GoalAttributor.Remember(session, definition, _enrollment, past));
        session.FollowUps.NoteConcurrencyChanged();
    }
}
