using Campaigns.Runtime.Ports;

namespace Campaigns.Senders.Providers;

/// <summary>Takes every message and delivers none: for replays, where only the decision and the text matter.</summary>
public sealed class DryRunProvider : IChannelProvider
{
    private static readonly ProviderResult Result = new ProviderResult.Accepted();

    /// <inheritdoc/>
    public string Name => "dry-run";

    /// <inheritdoc/>
    public bool HonoursIdempotencyKey => true;

    /// <inheritdoc/>
    public ValueTask<ProviderResult> SendAsync(OutgoingMessage message, CancellationToken cancel) => new(Result);
}
