using NodaTime;

namespace Campaigns.Senders.Monitoring;

/// <summary>
/// Counts the messages of a provider that became unknown, and says when to tell of them: of the first at once, of those that follow
/// together, so that an outage does not fill a log. Not safe for concurrent use.
/// </summary>
/// <param name="provider">What the operator calls the provider.</param>
internal sealed class UnknownTold(string provider)
{
    /// <summary>How long is waited before more are told of.</summary>
    public static readonly Duration Pause = Duration.FromMinutes(5);

    private long _untold;
    private string _reason = "";
    private Instant? _toldAt;

    /// <summary>Counts one.</summary>
    /// <param name="reason">The code of its reason.</param>
    public void Add(string reason) => (_untold, _reason) = (_untold + 1, reason);

    /// <summary>What is to be told now; null: nothing, or not yet.</summary>
    public ProviderChange.Unknown? Due(Instant now)
    {
        if (_untold == 0 || (_toldAt is { } told && now - told < Pause))
            return null;
        var due = new ProviderChange.Unknown(provider, _untold, _reason);
        (_untold, _toldAt) = (0, now);
        return due;
    }
}
