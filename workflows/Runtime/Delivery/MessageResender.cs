using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Enrollments;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Delivery;

/// <summary>
/// Lets a message that was dead-lettered ask for its place once more, now that its fault is fixed: by the same channel,
/// under the contact policy and with all that has happened since. It keeps its id, so a provider with idempotency keys
/// still knows it.
/// </summary>
public sealed class MessageResender(CampaignRunner runner)
{
    private const int MaxAttempts = 8; // one for each channel of a send, with room to spare

    /// <summary>Asks for one message.</summary>
    public async ValueTask<ResendResult> ResendAsync(MessageRequest request, CancellationToken cancel)
    {
        TimelineEvent? failed = null;
        var left = new HashSet<EnrollmentId>();
        await foreach (var timelineEvent in runner.Customers.ReadTimelineAsync(request.Customer, cancel))
        {
            if (timelineEvent.Message == request.Message && timelineEvent.Kind == TimelineEventKind.Failed)
                failed = timelineEvent;
            if (timelineEvent is { Kind: TimelineEventKind.Exited, Enrollment: { } gone })
                left.Add(gone);
        }

        if (failed is not { Enrollment: { } id, Step: { } step })
            return await DispatchAgainAsync(request, cancel);
        if (left.Contains(id))
            return new ResendResult.Refused("exited");
        var over = await runner.Customers.FindFinishedAsync(request.Customer, id, cancel);
        ResendResult answer = new ResendResult.Refused("unknown-message");
        await runner.Units.RunAsync(request.Customer, session =>
        {
            if ((session.Record.Enrollments.GetValueOrDefault(id) ?? over) is { } enrollment
                && session.Library.Find(enrollment.Journey, enrollment.Version) is { } journey)
                answer = Resend(session, request, journey, enrollment, step);
        }, cancel);
        return answer;
    }

    /// <summary>
    /// What made the message fail may have kept that from being written down. It has its slot still then, and is queued for it anew; after
    /// an attempt that may have reached the provider, it is written down that nobody knows.
    /// </summary>
    private async ValueTask<ResendResult> DispatchAgainAsync(MessageRequest request, CancellationToken cancel)
    {
        ResendResult answer = new ResendResult.Refused("unknown-message");
        await runner.Units.RunAsync(request.Customer, session =>
        {
            if (session.Record.Ledger.Find(request.Message) is not { } entry)
                return;
            if (entry.Status != ContactStatus.Reserved)
            {
                answer = new ResendResult.Refused("on-its-way");
                return;
            }

            if (session.Live(entry.Enrollment.Journey)?.Status == JourneyStatus.Paused)
            {
                answer = new ResendResult.Refused("paused");
                return;
            }

            ContactScheduler.Dispatch(session, request.Message);
            answer = new ResendResult.Queued();
        }, cancel);
        if (answer is ResendResult.Refused { Reason: "on-its-way" })
            await new DeliveryService(runner).GiveUpAsync(request, "its end could not be written down", cancel);
        return answer;
    }

    /// <summary>Asks for one message within a unit of work; a message without a slot leaves the ledger as it is without it.</summary>
    internal static ResendResult Resend(
        CustomerSession session, MessageRequest request, JourneyDefinition journey, EnrollmentRecord enrollment, StepId step)
    {
        if (session.Record.Profile.ErasedAt is not null)
            return new ResendResult.Refused("erased");
        if (session.Record.Ledger.Entries.OfEnrollment(enrollment.Id)
            .FirstOrDefault(entry => entry.Step == step && entry.Status != ContactStatus.Planned) is { } other)
            return new ResendResult.Refused(other.Message == request.Message ? "on-its-way" : $"went-by:{other.Channel}");
        if (enrollment.Held || session.Live(journey.Id)?.Status == JourneyStatus.Paused)
            return new ResendResult.Refused("paused");
        return journey.Map.Find(step)?.Step switch
        {
            SendStep send => Resend(session, request, journey, enrollment, send),
            TaskStep task => ResendTask(session, request, journey, enrollment, task),
            _ => new ResendResult.Refused("unknown-message"),
        };
    }

    private static ResendResult Resend(
        CustomerSession session, MessageRequest request, JourneyDefinition journey, EnrollmentRecord enrollment, SendStep send)
    {
        if (session.Ids.AttemptOf(request.Message, enrollment.Id, send.Id, MaxAttempts) is not { } attempt)
            return new ResendResult.Refused("unknown-message");
        if (!SendCondition.Holds(session, journey, enrollment, send.Id))
            return new ResendResult.Refused(ContactReason.NoLongerSo);
        var contact = new Effect.Contact(send, [request.Channel], attempt, LocalClock.Plus(session.Now, send.Deadline));
        switch (ContactScheduler.Schedule(session, journey, enrollment, contact, request.Message))
        {
            case ContactResult.Reserved reserved:
                ContactScheduler.Dispatch(session, request.Message);
                if (reserved.At > session.Instant)
                    session.Timers.Add(new WakeTimer(reserved.At, session.Record.Id, enrollment.Id));
                return new ResendResult.Queued();
            case ContactResult.Deferred deferred:
                // No step waits for this place any more: whoever replays asks again.
                session.Record.Set(session.Record.Ledger.Without(request.Message));
                return new ResendResult.Deferred(deferred.Until, deferred.BlockedBy.Reason);
            case ContactResult.Refused refused:
                return new ResendResult.Refused(refused.Reason);
            default:
                throw new InvalidOperationException("unknown contact result");
        }
    }

    private static ResendResult ResendTask(
        CustomerSession session, MessageRequest request, JourneyDefinition journey, EnrollmentRecord enrollment, TaskStep task)
    {
        var refusal = new EnrollmentExecutor(session, journey, enrollment)
            .RecreateTask(new Effect.CreateTask(task, LocalClock.Plus(session.Now, task.Due)), request.Message);
        return refusal is null ? new ResendResult.Queued() : new ResendResult.Refused(refusal);
    }
}

/// <summary>What became of a request to resend a message.</summary>
public abstract record ResendResult
{
    private ResendResult()
    {
    }

    /// <summary>It has a place and is queued.</summary>
    public sealed record Queued : ResendResult;

    /// <summary>The contact policy forbids it at this moment.</summary>
    /// <param name="Until">When to ask again.</param>
    /// <param name="Reason">The reason code.</param>
    public sealed record Deferred(Instant Until, string Reason) : ResendResult;

    /// <summary>It is not to be sent.</summary>
    /// <param name="Reason">A reason code of the contact policy, or <c>exited</c>, <c>paused</c>, <c>on-its-way</c>,
    /// <c>went-by:CHANNEL</c>, <c>unknown-message</c>.</param>
    public sealed record Refused(string Reason) : ResendResult;
}
