using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Work;
using NodaTime;

namespace Campaigns.Runtime.Retries;

/// <summary>
/// Keeps what fails for one customer from stopping anybody else: work that fails is put on a queue of its own, tried again with growing
/// pauses, and after <see cref="MaxAttempts"/> attempts becomes a dead letter. Whoever came upon it goes on.
/// </summary>
/// <remarks>
/// A store that is unavailable is nobody's fault: then no attempt is counted. When not even the queue can be written to, the exception
/// is thrown, and the work is where it was. Work too large to be kept whole becomes a dead letter at once, which shows it and cannot be
/// resent.
/// </remarks>
/// <param name="queues">The queues.</param>
/// <param name="leases">Who completes the queue's messages.</param>
/// <param name="runner">Does the work.</param>
/// <param name="deadLetters">Takes what is given up.</param>
/// <param name="incidents">Hears of each failure.</param>
/// <param name="time">The clock.</param>
/// <param name="maxConcurrency">How many pieces of work of a page are done at the same time.</param>
public sealed class CustomerWorkQueue(
    IDelayedQueue queues, IMessageLeases leases, CampaignRunner runner, DeadLetterWriter deadLetters, IncidentLog incidents,
    TimeProvider time, int maxConcurrency)
{
    /// <summary>The queue's name.</summary>
    public const string Name = CustomerWorkCodec.Queue;

    /// <summary>Work that fails this often is given up.</summary>
    public const int MaxAttempts = 5;

    private const int PageSize = 32;
    private static readonly Duration Lease = Duration.FromMinutes(5);
    private static readonly Duration Unavailable = Duration.FromSeconds(30);

    /// <summary>The pauses after each failed attempt but the last.</summary>
    private static readonly Duration[] Pauses =
        [Duration.FromMinutes(1), Duration.FromMinutes(5), Duration.FromMinutes(20), Duration.FromHours(1)];

    /// <summary>The queue that keeps the dead letters.</summary>
    public static string DeadLetterQueueName => DeadLetterWriter.QueueOf(Name);

    /// <summary>Does work now; when it fails, queues it and goes on.</summary>
    /// <param name="work">What is done; it must be written down fully in it.</param>
    /// <param name="attempt">Does it.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Whether it is done; false: it is queued.</returns>
    /// <exception cref="StoreUnavailableException">Neither it nor the queue could be written: the work is to be done again.</exception>
    public async ValueTask<bool> TryAsync(
        CustomerWork work, Func<CancellationToken, ValueTask> attempt, CancellationToken cancel)
    {
        try
        {
            await attempt(cancel);
            return true;
        }
        catch (Exception e) when (IsFault(e, cancel))
        {
            await DelayAsync(work, failedBefore: 0, e, cancel);
            return false;
        }
    }

    /// <summary>Queues work to be done soon.</summary>
    public ValueTask QueueAsync(CustomerWork work, CancellationToken cancel) =>
        queues.SendAsync(Name, [CustomerWorkCodec.Write(work, attempts: 0)], Duration.Zero, cancel);

    /// <summary>Does one page of the work that is due again.</summary>
    /// <returns>How many; none: the queue was read to its end.</returns>
    public async ValueTask<int> RunPageAsync(CancellationToken cancel)
    {
        var page = await queues.ReceiveAsync(Name, PageSize, Lease, cancel);
        await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = maxConcurrency, CancellationToken = cancel },
            async (message, token) => await HandleAsync(message, token));
        return page.Count;
    }

    /// <summary>Does work that the queue has given out.</summary>
    public async ValueTask HandleAsync(QueueMessage message, CancellationToken cancel)
    {
        if (!CustomerWorkCodec.TryRead(message.Body.Span, out var work, out var attempts))
            await deadLetters.WriteAsync(Name, message.Body, "unreadable: expected work of a customer, as JSON", cancel);
        else
        {
            try
            {
                await DoAsync(work, cancel);
            }
            catch (Exception e) when (IsFault(e, cancel))
            {
                await DelayAsync(work, attempts, e, cancel);
            }
        }

        // Last: after a crash in between it is done twice, which changes nothing.
        await leases.CompleteAsync(Name, [message], cancel);
    }

    private async ValueTask DoAsync(CustomerWork work, CancellationToken cancel)
    {
        switch (work)
        {
            case CustomerWork.Timer { Enrollment: { } enrollment }:
                await runner.RecoverAsync(work.Customer, enrollment, cancel);
                break;
            case CustomerWork.Timer:
                await runner.WakeAsync(new WakeTimer(runner.Now, work.Customer, Enrollment: null), cancel);
                break;
            case CustomerWork.Swept swept:
                await runner.Library.CatchUpAsync(cancel);
                await runner.SweepAsync(swept.Of, work.Customer, cancel);
                break;
            case CustomerWork.Reaction reaction:
                await runner.ReactAsync(reaction, cancel);
                break;
            case CustomerWork.Events events:
                await runner.TakeAsync(events.Taken, cancel);
                break;
            default:
                throw new InvalidOperationException($"unknown work: {work.Kind}");
        }
    }

    private async ValueTask DelayAsync(CustomerWork work, int failedBefore, Exception failure, CancellationToken cancel)
    {
        if (failure is StoreUnavailableException)
        {
            await queues.SendAsync(Name, [CustomerWorkCodec.Write(work, failedBefore)], Unavailable, cancel);
            return;
        }

        var attempts = failedBefore + 1;
        FaultMeter.Count(work.Kind, failure);
        incidents.Report(
            $"{(work.Journey is { } journey ? $"journey {journey}" : work.Kind + " of customers")}: {failure.GetType().Name}", failure);
        var body = CustomerWorkCodec.Write(work, attempts);
        if (attempts < MaxAttempts && DeadLetter.Fits(body))
        {
            await queues.SendAsync(Name, [body], Pauses[attempts - 1], cancel);
            if (attempts == 1)
                await RecordAsync(work, TimelineEventKind.Faulted, failure, cancel);
            return;
        }

        await deadLetters.WriteAsync(
            Name, CustomerWorkCodec.Write(work, attempts: 0), $"{FaultMeter.ReasonOf(failure)}: {failure.Message}", cancel);
        await RecordAsync(work, TimelineEventKind.Parked, failure, cancel);
    }

    /// <summary>Writes it on the timeline, once a day; what makes the work fail may forbid that too, and then it is not written.</summary>
    private async ValueTask RecordAsync(CustomerWork work, string kind, Exception failure, CancellationToken cancel)
    {
        var (now, reason) = (Instant.FromDateTimeOffset(time.GetUtcNow()), FaultMeter.ReasonOf(failure));
        var timelineEvent = new TimelineEvent(now, kind)
        {
            Journey = work.Journey,
            Enrollment = (work as CustomerWork.Timer)?.Enrollment,
            Reason = reason,
            Detail = AttributeBag.Of([new("work", work.Kind), new("work_id", work.Id), new("error", failure.GetType().Name)]),
        };
        try
        {
            await runner.RecordFaultAsync(work.Customer, timelineEvent, $"{work.FoldKey}\n{kind}\n{reason}\n{now.InUtc().Date}", cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            FaultMeter.Count("timeline", e);
        }
    }

    private static bool IsFault(Exception e, CancellationToken cancel) =>
        e is not OperationCanceledException || !cancel.IsCancellationRequested;
}
