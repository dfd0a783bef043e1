using System.Collections.Concurrent;
using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>A provider that keeps what it is given. With idempotency keys it delivers each message once, as such a provider does.</summary>
internal sealed class RecordingProvider(bool keyed = true) : IChannelProvider
{
    private readonly ConcurrentQueue<OutgoingMessage> _calls = new();
    private readonly ConcurrentQueue<OutgoingMessage> _delivered = new();
    private readonly ConcurrentDictionary<MessageId, bool> _known = new();

    public string Name => "phone";

    public bool HonoursIdempotencyKey => keyed;

    /// <summary>What it says to a message; accepts by default.</summary>
    public Func<OutgoingMessage, ProviderResult> Answer { get; set; } = _ => new ProviderResult.Accepted();

    /// <summary>Whether it reports what became of a message, by its address alone, and whether it was clicked.</summary>
    public bool Reports { get; init; }

    /// <summary>Stands between the call and its answer.</summary>
    public CrashingStore? Store { get; set; }

    /// <summary>Every call.</summary>
    public IReadOnlyList<OutgoingMessage> Calls => [.. _calls];

    /// <summary>What reached somebody.</summary>
    public IReadOnlyList<OutgoingMessage> Delivered => [.. _delivered];

    public IReadOnlyList<string> ReportKeysOf(OutgoingMessage message) => Reports ? [$"phone:{message.To}"] : [];

    public ValueTask<ProviderResult> SendAsync(OutgoingMessage message, CancellationToken cancel) =>
        Store is { } line ? line.CallAsync(() => ValueTask.FromResult(Accept(message))) : ValueTask.FromResult(Accept(message));

    private ProviderResult Accept(OutgoingMessage message)
    {
        _calls.Enqueue(message);
        var answer = Answer(message);
        if (answer is ProviderResult.Accepted or ProviderResult.Unknown && (_known.TryAdd(message.Id, true) || !keyed))
            _delivered.Enqueue(message);
        return answer;
    }
}
