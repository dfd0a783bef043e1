using System.Runtime.ExceptionServices;
using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Intake;

/// <summary>
/// Takes the events of each customer in the order of their arrival in this process, one batch at a time: while one is
/// being taken, what arrives waits, and is then taken together in one unit of work. Customers do not wait for each other.
/// </summary>
/// <remarks>
/// There is no worker in the background: the caller whose events are next takes the batch that begins with them, in its
/// own flow, and then asks the first of those still waiting. So nothing is kept of a customer for whom nobody waits.
/// </remarks>
internal sealed class EventBatcher(EventBatchHandler handler, IntakeOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CustomerId, CustomerBacklog> _backlogs = [];

    /// <summary>How many customers have a batch being taken.</summary>
    public int Customers
    {
        get
        {
            lock (_lock)
                return _backlogs.Count;
        }
    }

    /// <summary>Takes events of one customer; ends when all are stored.</summary>
    /// <param name="customer">Whom they concern.</param>
    /// <param name="units">In order; what became of them is written into them.</param>
    /// <param name="cancel">Gives up: what still waits is not taken, what is being taken may be.</param>
    /// <exception cref="StoreUnavailableException">The store is away, or too many events of the customer wait already.</exception>
    public async ValueTask TakeAsync(CustomerId customer, IReadOnlyList<EventUnit> units, CancellationToken cancel)
    {
        await TryTakeAsync(customer, units, cancel);
        if (units.FirstOrDefault(unit => unit.Failure is not null)?.Failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>The same, without throwing for what fails: each unit says so.</summary>
    public ValueTask TryTakeAsync(CustomerId customer, IReadOnlyList<EventUnit> units, CancellationToken cancel) =>
        options.Grouped ? SubmitAsync(customer, new EventSubmission(units), cancel) : RunAsync(customer, units, cancel);

    private async ValueTask SubmitAsync(CustomerId customer, EventSubmission submission, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (!Arrive(customer, submission))
        {
            try
            {
                if (await submission.Turn.WaitAsync(cancel) == SubmissionTurn.Answered)
                    return;
            }
            catch (OperationCanceledException)
            {
                Withdraw(customer, submission);
                throw;
            }
        }

        await LeadAsync(customer, cancel);
    }

    /// <returns>Whether its caller takes it at once, since nothing of the customer is being taken.</returns>
    private bool Arrive(CustomerId customer, EventSubmission submission)
    {
        lock (_lock)
        {
            var waits = _backlogs.TryGetValue(customer, out var backlog);
            if (!waits)
                _backlogs.Add(customer, backlog = new CustomerBacklog());
            if (!backlog!.TryAdd(submission, waits ? options.MaxWaiting : int.MaxValue))
                throw new StoreUnavailableException($"{options.MaxWaiting} events of this customer are waiting already");
            return !waits;
        }
    }

    private async ValueTask LeadAsync(CustomerId customer, CancellationToken cancel)
    {
        EventBatch batch;
        lock (_lock)
            batch = _backlogs[customer].Next(options.MaxTogether);
        if (batch.Submissions.Count == 1)
        {
            await TakeAsync(customer, batch, cancel);
            return;
        }

        try
        {
            await TakeAsync(customer, batch, batch.Abandoned).WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            batch.Leave();
            throw;
        }
    }

    /// <summary>Takes a batch and asks the next caller, whatever happens; never throws.</summary>
    private async Task TakeAsync(CustomerId customer, EventBatch batch, CancellationToken cancel)
    {
        await RunAsync(customer, batch.Units, cancel);
        PassOn(customer);
        foreach (var submission in batch.Submissions)
            submission.Tell(SubmissionTurn.Answered); // the leader has been told another thing before, and waits for this task
    }

    private async ValueTask RunAsync(CustomerId customer, IReadOnlyList<EventUnit> units, CancellationToken cancel)
    {
        try
        {
            await handler.TakeAsync(customer, units, cancel);
        }
        catch (Exception e)
        {
            // Whatever it is, each caller hears it; nobody may be left waiting.
            foreach (var unit in units.Where(unit => !unit.Taken))
                unit.Failure ??= e;
        }
    }

    private void PassOn(CustomerId customer)
    {
        EventSubmission? next;
        lock (_lock)
        {
            next = _backlogs[customer].First;
            if (next is null)
                _backlogs.Remove(customer);
            else
                next.Leads = true;
        }

        next?.Tell(SubmissionTurn.Lead);
    }

    /// <summary>Takes back a submission whose caller gives up, wherever it stands by now.</summary>
    private void Withdraw(CustomerId customer, EventSubmission submission)
    {
        EventBatch? batch;
        lock (_lock)
        {
            batch = submission.Batch;
            if (batch is null)
                _backlogs[customer].Remove(submission);
        }

        if (batch is not null)
            batch.Leave();
        else if (submission.Leads)
            PassOn(customer);
    }
}
