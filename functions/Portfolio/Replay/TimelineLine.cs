using System.Text.Json.Serialization;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Portfolio.Replay;

/// <summary>One line of a <c>timeline.jsonl</c>.</summary>
/// <param name="At">When, on the clock the replay was told by.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Event">What happened.</param>
public readonly record struct TimelineLine(OffsetDateTime At, CustomerId Customer, TimelineEvent Event)
{
    /// <summary>The shape of a line as it is written.</summary>
    internal sealed record Written(
        string? Time, string? Customer, string? Policy, string? Journey, int? Version, string? Step,
        [property: JsonPropertyName("fact")] string? Kind, string? Channel,
        string? Reason, string? Message, string? Until, string[]? Used)
    {
        /// <summary>The timeline event; its kind, time and customer must have been checked.</summary>
        public TimelineEvent ToEvent(Instant time) => new(time, Kind!)
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
