using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Decisions.Engine;

/// <summary>What the engine is told.</summary>
public abstract record Signal
{
    private Signal()
    {
    }

    /// <summary>The enrollment begins.</summary>
    public sealed record Started : Signal;

    /// <summary>The clock woke it; harmless when nothing is due.</summary>
    public sealed record Woken : Signal
    {
        /// <summary>Whether it was held meanwhile, so that what ran out then is past and not merely a little late.</summary>
        public bool AfterPause { get; init; }

        /// <summary>As of <see cref="EventReceived.Unsent"/>; asked only of an enrollment that has remembered events.</summary>
        public ImmutableArray<StepId> Unsent { get; init; } = [];
    }

    /// <summary>Attributes changed: a countdown asks for its date again.</summary>
    public sealed record Refreshed : Signal;

    /// <summary>An event concerns this enrollment. Conditions of patterns and exits have been evaluated by the caller.</summary>
    /// <param name="Type">The event type.</param>
    /// <param name="At">When it happened.</param>
    /// <param name="Data">What it carried.</param>
    /// <param name="Matches">The waits and patterns it satisfies.</param>
    /// <param name="Exit">The outcome of the exit rule it satisfies, if any.</param>
    public sealed record EventReceived(
        string Type, Instant At, AttributeBag Data, ImmutableArray<(StepId Wait, int Pattern)> Matches, string? Exit) : Signal
    {
        /// <summary>The message a report is about.</summary>
        public MessageId? Message { get; init; }

        /// <summary>The steps of this enrollment whose messages are reserved or queued and not yet with a provider for good.</summary>
        public ImmutableArray<StepId> Unsent { get; init; } = [];
    }

    /// <summary>The values of <see cref="Effect.Decide"/>, in its order.</summary>
    public sealed record Decided(ImmutableArray<object?> Values) : Signal;

    /// <summary>The contact policy's answer to <see cref="Effect.Contact"/>.</summary>
    public sealed record Contacted(ContactResult Answer) : Signal;

    /// <summary>A reserved message lost its place: to a better one, or to a rule when its turn came.</summary>
    /// <param name="Message">The message.</param>
    /// <param name="Until">Its new place; null: it will not be sent.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Displaced(MessageId Message, Instant? Until, string Reason) : Signal;

    /// <summary>A message was taken off again while the enrollment is held: going on, it asks for a place anew.</summary>
    /// <param name="Message">The message.</param>
    public sealed record Withdrawn(MessageId Message) : Signal;

    /// <summary>A message of another enrollment of the customer in the journey says what a send of this one would say.</summary>
    /// <param name="Step">The send.</param>
    /// <param name="Message">The other's message.</param>
    public sealed record Joined(StepId Step, MessageId Message) : Signal;

    /// <summary>The enrollment stands on another version from now on, its state as that one has it.</summary>
    public sealed record Migrated : Signal
    {
        /// <summary>As of <see cref="EventReceived.Unsent"/>.</summary>
        public ImmutableArray<StepId> Unsent { get; init; } = [];
    }

    /// <summary>Somebody ends the enrollment: retirement, a better journey, erasure.</summary>
    public sealed record Stopped(string Outcome) : Signal;
}
