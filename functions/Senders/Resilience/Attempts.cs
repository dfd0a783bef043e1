using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Senders.Resilience;

/// <summary>What the attempts of one send have come to.</summary>
internal sealed class Attempts(OutgoingMessage message, CancellationToken caller)
{
    private ProviderResult? _last;
    private ProviderResult.Unknown? _doubt;

    public OutgoingMessage Message => message;

    public bool CancelledByCaller => caller.IsCancellationRequested;

    public ProviderResult Note(ProviderResult answer)
    {
        _last = answer;
        _doubt = answer as ProviderResult.Unknown ?? _doubt;
        return answer;
    }

    /// <summary>
    /// The answer of the whole send. An attempt that may have delivered keeps the outcome unknown even when a later one
    /// was not taken; only the provider's own yes or no settles it.
    /// </summary>
    public ProviderResult Conclude(ProviderResult? final = null) => (final ?? _last) switch
    {
        null => new ProviderResult.Unavailable(DeliveryReason.Cancelled),
        ProviderResult.Unavailable when _doubt is not null => _doubt,
        { } answer => answer,
    };
}
