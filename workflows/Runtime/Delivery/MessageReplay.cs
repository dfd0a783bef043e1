using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Enrollments;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.Delivery;

/// <summary>
/// Lets a message that was moved aside ask for its place once more, now that its fault is mended: by the same channel,
/// under the contact policy and with all that has happened since. It keeps its id, so a provider with idempotency keys
/// still knows it.
/// </summary>
public sealed class MessageReplay(CampaignRunner runner)
{
    private const int MostAttempts = 8; // one for each channel of a send, with room to spare

    /// <summary>Asks for one message.</summary>
    public async ValueTask<ReplayAnswer> AskAsync(MessageRequest request, CancellationToken cancel)
    {
        Fact? failed = null;
        var left = new HashSet<EnrollmentId>();
        await foreach (var fact in runner.Customers.ReadTimelineAsync(request.Customer, cancel))
        {
            if (fact.Message == request.Message && fact.Kind == FactKind.Failed)
                failed = fact;
            if (fact is { Kind: FactKind.Exited, Enrollment: { } gone })
                left.Add(gone);
        }

        if (failed is not { Enrollment: { } id, Step: { } step })
            return new ReplayAnswer.Refused("unknown-message");
        if (left.Contains(id))
            return new ReplayAnswer.Refused("exited");
        var over = await runner.Customers.FindFinishedAsync(request.Customer, id, cancel);
        ReplayAnswer answer = new ReplayAnswer.Refused("unknown-message");
        await runner.RunAsync(request.Customer, session =>
        {
            if ((session.Record.Enrollments.GetValueOrDefault(id) ?? over) is { } enrollment
                && session.Library.Find(enrollment.Journey, enrollment.Version) is { } journey)
                answer = Ask(session, request, journey, enrollment, step);
        }, standing: null, cancel);
        return answer;
    }

    private static ReplayAnswer Ask(CustomerSession session, MessageRequest request, JourneyDefinition journey, EnrollmentRecord enrollment, StepId step)
    {
        if (session.Record.Profile.ErasedAt is not null)
            return new ReplayAnswer.Refused("erased");
        if (session.Record.Ledger.Entries.FirstOrDefault(e => e.Enrollment == enrollment.Id && e.Step == step && e.Status != ContactStatus.Planned) is { } other)
            return new ReplayAnswer.Refused(other.Message == request.Message ? "on-its-way" : $"went-by:{other.Channel}");
        if (enrollment.Held || session.Live(journey.Id)?.Status == JourneyStatus.Paused)
            return new ReplayAnswer.Refused("paused");
        return journey.Map.Find(step)?.Step switch
        {
            SendStep send => Ask(session, request, journey, enrollment, send),
            TaskStep task => AskAgent(session, request, journey, enrollment, task),
            _ => new ReplayAnswer.Refused("unknown-message"),
        };
    }

    private static ReplayAnswer Ask(CustomerSession session, MessageRequest request, JourneyDefinition journey, EnrollmentRecord enrollment, SendStep send)
    {
        var attempt = Enumerable.Range(1, MostAttempts).FirstOrDefault(n => MessageId.Of(enrollment.Id, send.Id, n) == request.Message);
        if (attempt == 0)
            return new ReplayAnswer.Refused("unknown-message");
        var contact = new Effect.Contact(send, [request.Channel], attempt, LocalClock.Plus(session.Now, send.Deadline));
        switch (ContactWalk.Ask(session, journey, enrollment, contact))
        {
            case ContactAnswer.Reserved reserved:
                ContactWalk.Dispatch(session, request.Message);
                if (reserved.At > session.Instant)
                    session.Alarms.Add(new Alarm(reserved.At, session.Record.Id, enrollment.Id));
                return new ReplayAnswer.Queued();
            case ContactAnswer.Deferred deferred:
                // No step waits for this place any more: whoever replays asks again.
                session.Record.Set(session.Record.Ledger.Without(request.Message));
                return new ReplayAnswer.NotYet(deferred.Until, deferred.Why.Reason);
            case ContactAnswer.Refused refused:
                return new ReplayAnswer.Refused(refused.Reason);
            default:
                throw new InvalidOperationException("unknown contact result");
        }
    }

    private static ReplayAnswer AskAgent(CustomerSession session, MessageRequest request, JourneyDefinition journey, EnrollmentRecord enrollment, TaskStep task)
    {
        new EnrollmentWalk(session, journey, enrollment).CreateAgain(new Effect.CreateTask(task, LocalClock.Plus(session.Now, task.Due)));
        return session.Record.Ledger.Find(request.Message) is null ? new ReplayAnswer.Refused("unreachable:agent") : new ReplayAnswer.Queued();
    }
}

/// <summary>What became of a wish to send a message again.</summary>
public abstract record ReplayAnswer
{
    private ReplayAnswer()
    {
    }

    /// <summary>It has a place and is queued.</summary>
    public sealed record Queued : ReplayAnswer;

    /// <summary>The contact policy forbids it at this moment.</summary>
    /// <param name="Until">When to ask again.</param>
    /// <param name="Reason">The reason code.</param>
    public sealed record NotYet(Instant Until, string Reason) : ReplayAnswer;

    /// <summary>It is not to be sent.</summary>
    /// <param name="Reason">A reason code of the contact policy, or <c>exited</c>, <c>paused</c>, <c>on-its-way</c>, <c>went-by:CHANNEL</c>, <c>unknown-message</c>.</param>
    public sealed record Refused(string Reason) : ReplayAnswer;
}
