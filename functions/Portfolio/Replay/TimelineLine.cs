using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Portfolio.Replay;

/// <summary>One line of a <c>timeline.jsonl</c>.</summary>
/// <param name="At">When, on the clock the replay was told by.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Fact">What happened.</param>
public readonly record struct TimelineLine(OffsetDateTime At, CustomerId Customer, Fact Fact)
{
    /// <summary>The shape of a line as it is written.</summary>
    internal sealed record Written(
        string? Time, string? Customer, string? Policy, string? Journey, int? Version, string? Step, string? Fact, string? Channel,
        string? Reason, string? Message, string? Until, string[]? Used)
    {
        /// <summary>The fact; its kind, time and customer must have been checked.</summary>
        public Fact ToFact(Instant time) => new(time, Fact!)
        {
            Policy = Policy is null ? null : new PolicyId(Policy),
            Journey = Journey is null ? null : new JourneyId(Journey),
            Version = Version,
            Step = Step is null ? null : new StepId(Step),
            Channel = Channel is null ? null : new Channel(Channel),
            Reason = Reason,
            Message = Message is null ? null : new MessageId(Message),
            Detail = Until is null && Used is null ? null : AttributeBag.Of([new("until", Until), new("used", Used)]),
        };
    }
}
