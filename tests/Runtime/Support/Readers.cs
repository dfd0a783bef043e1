using System.Collections.Concurrent;
using System.Text.Json;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>Other systems that read what is published, and know a repetition by its id.</summary>
internal sealed class Readers : IFactPublisher
{
    private readonly ConcurrentQueue<OutgoingEvent> _heard = new();

    /// <summary>What they say to a batch; they take it by default.</summary>
    public Func<IReadOnlyList<OutgoingEvent>, PublishAnswer> Answer { get; set; } = _ => new PublishAnswer.Taken();

    /// <summary>Stands between the call and its answer.</summary>
    public FragileStore? Line { get; set; }

    /// <summary>Everything they took, repetitions too.</summary>
    public IReadOnlyList<OutgoingEvent> Heard => [.. _heard];

    /// <summary>What they know in the end: each event once, sorted as its sequence says.</summary>
    public IReadOnlyList<OutgoingEvent> Known => [.. _heard.DistinctBy(@event => @event.Id).OrderBy(@event => @event.Sequence, StringComparer.Ordinal)];

    public JsonElement Data(string type) => JsonElement.Parse(Known.Single(@event => @event.Type == type).Data.Span);

    public ValueTask<PublishAnswer> PublishAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken cancel) =>
        Line is { } line ? line.CallAsync(() => ValueTask.FromResult(Take(events))) : ValueTask.FromResult(Take(events));

    private PublishAnswer Take(IReadOnlyList<OutgoingEvent> events)
    {
        var answer = Answer(events);
        if (answer is PublishAnswer.Taken)
        {
            foreach (var @event in events)
                _heard.Enqueue(@event);
        }

        return answer;
    }
}
