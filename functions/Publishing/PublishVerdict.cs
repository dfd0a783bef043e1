using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Publishing;

/// <summary>What a status means for events that were handed over.</summary>
internal static class PublishVerdict
{
    /// <param name="status">The HTTP status; 0: there was no answer.</param>
    /// <param name="hint">The receiver's own hint.</param>
    public static PublishResult Of(int status, Duration? hint) => status switch
    {
        >= 200 and < 300 => new PublishResult.Accepted(),
        0 => new PublishResult.Unavailable("http-connection"),
        // The events themselves are at fault. Everything else, a wrong key or address too, mends without them.
        400 or 413 or 415 or 422 => new PublishResult.Refused($"http-{status}"),
        _ => new PublishResult.Unavailable($"http-{status}", hint),
    };
}
