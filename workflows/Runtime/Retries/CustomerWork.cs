using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Retries;

/// <summary>Something to be done for one customer that may be done again, to the same end.</summary>
/// <param name="Customer">Whose it is.</param>
public abstract record CustomerWork(CustomerId Customer)
{
    /// <summary>What kind it is: <c>timer</c>, <c>sweep</c> or <c>events</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>What it is called in the dead letters: the same for the same work.</summary>
    public string Id => StableHash.Id($"{Kind}\n{Customer}\n{Subject}");

    /// <summary>What tells it from other work of its kind and customer.</summary>
    protected abstract string Subject { get; }

    /// <summary>A timer that is due.</summary>
    /// <param name="Customer">Whose it is.</param>
    /// <param name="Enrollment">What to carry on; null: look at the customer's dates.</param>
    public sealed record Timer(CustomerId Customer, EnrollmentId? Enrollment) : CustomerWork(Customer)
    {
        /// <inheritdoc/>
        public override string Kind => "timer";

        /// <inheritdoc/>
        protected override string Subject => Enrollment?.Value ?? "";
    }

    /// <summary>The customer's part of a sweep.</summary>
    /// <param name="Customer">Whose it is.</param>
    /// <param name="Of">The sweep.</param>
    public sealed record Swept(CustomerId Customer, Sweep Of) : CustomerWork(Customer)
    {
        /// <inheritdoc/>
        public override string Kind => "sweep";

        /// <inheritdoc/>
        protected override string Subject => $"{Of.Journey}\n{Of.Kind}\n{Of.At}\n{Of.Schedule}";
    }

    /// <summary>Events that nobody would send again: a row of an import, the history of a replay.</summary>
    /// <param name="Customer">Whose they are.</param>
    /// <param name="Taken">The events, in order.</param>
    public sealed record Events(CustomerId Customer, IReadOnlyList<CustomerEvent> Taken) : CustomerWork(Customer)
    {
        /// <inheritdoc/>
        public override string Kind => "events";

        /// <inheritdoc/>
        protected override string Subject => string.Join('\n', Taken.Select(e => $"{e.Source} {e.Id} {e.Type} {e.Time}"));
    }
}
