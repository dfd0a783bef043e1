using Campaigns.Runtime.Ports;

namespace Campaigns.Senders.Tests.Support;

/// <summary>Answers by a script; the last answer repeats. A null answer waits for its cancellation and throws.</summary>
internal sealed class ScriptedProvider(bool honoursKey, params ProviderResult?[] answers) : IChannelProvider
{
    private int _calls;

    public string Name => "scripted";

    public bool HonoursIdempotencyKey => honoursKey;

    public int Calls => _calls;

    public async ValueTask<ProviderResult> SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        var call = Interlocked.Increment(ref _calls);
        if (answers[Math.Min(call, answers.Length) - 1] is { } answer)
            return answer;
        await Task.Delay(Timeout.Infinite, cancel);
        throw new InvalidOperationException("Never reached.");
    }
}
