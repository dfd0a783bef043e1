using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Work;

/// <summary>Something to be done for one customer that may be done again, to the same end.</summary>
/// <param name="Customer">Whose it is.</param>
public abstract record CustomerWork(CustomerId Customer)
{
    /// <summary>What kind it is: <c>timer</c>, <c>sweep</c>, <c>events</c> or <c>reaction</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>What it is called in the dead letters: the same for the same work.</summary>
    public string Id => StableHash.Id($"{Kind}\n{Customer}\n{Subject}");

    /// <summary>The journey it is about; null: several, or none.</summary>
    public virtual JourneyId? Journey => null;

    /// <summary>What is told once when it fails: the timeline of a customer has one event a day for all work with the same key.</summary>
    public virtual string FoldKey => Id;

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

    /// <summary>What one journey makes of an event; the event is stored, and the others have heard it.</summary>
    /// <param name="Customer">Whose it is.</param>
    /// <param name="About">The journey.</param>
    /// <param name="Heard">The event.</param>
    public sealed record Reaction(CustomerId Customer, JourneyId About, CustomerEvent Heard) : CustomerWork(Customer)
    {
        /// <inheritdoc/>
        public override string Kind => "reaction";

        /// <inheritdoc/>
        public override JourneyId? Journey => About;

        /// <inheritdoc/>
        public override string FoldKey => $"{Kind}\n{Customer}\n{About}";

        /// <inheritdoc/>
        protected override string Subject => $"{About}\n{Heard.Source}\n{Heard.Id}\n{Heard.Type}\n{Heard.Time}";
    }

    /// <summary>The customer's part of a sweep.</summary>
    /// <param name="Customer">Whose it is.</param>
    /// <param name="Of">The sweep.</param>
    public sealed record Swept(CustomerId Customer, Sweep Of) : CustomerWork(Customer)
    {
        /// <inheritdoc/>
        public override string Kind => "sweep";

        /// <inheritdoc/>
        public override JourneyId? Journey => Of.Journey;

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
