using Campaigns.Model;
using Campaigns.Runtime.Customers;
using NodaTime;

namespace Campaigns.Runtime.Simulation;

/// <summary>A customer whose record stays in memory for as long as their walk lasts.</summary>
public sealed class SimulatedCustomer
{
    private SimulatedCustomer(CustomerRecord record) => Record = record;

    /// <summary>Somebody of whom nothing is known yet.</summary>
    /// <param name="id">The customer.</param>
    /// <param name="history">What happens to them, in order of time; read as the walk goes on.</param>
    public static SimulatedCustomer New(CustomerId id, IEnumerator<TimedEvents> history) =>
        new(new CustomerRecord(id, new CustomerRows([]))) { History = history };

    /// <summary>A customer as a store has them.</summary>
    /// <param name="record">What was read.</param>
    /// <param name="finished">The finished enrollments that have messages not sent yet.</param>
    /// <param name="beginsAt">When the walk begins.</param>
    internal static SimulatedCustomer Stored(CustomerRecord record, IEnumerable<EnrollmentRecord> finished, Instant beginsAt)
    {
        var customer = new SimulatedCustomer(record) { BeginsAt = beginsAt };
        foreach (var enrollment in finished)
            customer.Finished[enrollment.Id] = enrollment;
        return customer;
    }

    /// <summary>The customer.</summary>
    public CustomerId Id => Record.Id;

    /// <summary>The record as it is now.</summary>
    public CustomerRecord Record { get; internal set; }

    /// <summary>What happens to them whatever is sent, in order of time; null: nothing is known to.</summary>
    internal IEnumerator<TimedEvents>? History { get; private init; }

    /// <summary>Of a customer of a store, when the walk begins; null: with the history.</summary>
    internal Instant? BeginsAt { get; private init; }

    /// <summary>What the world keeps about them while they are walked.</summary>
    public object? Notes { get; set; }

    /// <summary>What made the walk end too early; null: nothing did.</summary>
    public Exception? Failure { get; internal set; }

    /// <summary>
    /// By schedule, before when they cannot come into its audience while nothing changes about them; empty: nothing is known.
    /// </summary>
    internal Instant[] UnmatchedUntil { get; set; } = [];

    /// <summary>Finished enrollments that have messages not sent yet.</summary>
    internal Dictionary<EnrollmentId, EnrollmentRecord> Finished { get; } = [];
}
