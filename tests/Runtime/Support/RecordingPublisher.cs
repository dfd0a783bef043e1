using System.Collections.Concurrent;
using System.Text.Json;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>Other systems that read what is published, and know a repetition by its id.</summary>
internal sealed class RecordingPublisher : IEventPublisher
{
    private readonly ConcurrentQueue<OutgoingEvent> _received = new();

    /// <summary>What they say to a batch; they take it by default.</summary>
    public Func<IReadOnlyList<OutgoingEvent>, PublishResult> Answer { get; set; } = _ => new PublishResult.Accepted();

    /// <summary>Stands between the call and its answer.</summary>
    public CrashingStore? Store { get; set; }

    /// <summary>Everything they took, repetitions too.</summary>
    public IReadOnlyList<OutgoingEvent> Received => [.. _received];

    /// <summary>What they know in the end: each event once, sorted as its sequence says.</summary>
    public IReadOnlyList<OutgoingEvent> Distinct =>
        [.. _received.DistinctBy(@event => @event.Id).OrderBy(@event => @event.Sequence, StringComparer.Ordinal)];

    public JsonElement Data(string type) => JsonElement.Parse(Distinct.Single(@event => @event.Type == type).Data.Span);

    public ValueTask<PublishResult> PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken cancel) =>
        Store is { } line ? line.CallAsync(() => ValueTask.FromResult(Accept(events))) : ValueTask.FromResult(Accept(events));

    private PublishResult Accept(IReadOnlyList<OutgoingEvent> events)
    {
        var answer = Answer(events);
        if (answer is PublishResult.Accepted)
        {
            foreach (var @event in events)
                _received.Enqueue(@event);
        }

        return answer;
    }
}
