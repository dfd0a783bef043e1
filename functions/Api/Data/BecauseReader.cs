using Campaigns.Api.Http;
using Campaigns.Runtime.Ports;

namespace Campaigns.Api.Data;

/// <summary>Reads why somebody does what others will want to know the reason of.</summary>
internal static class BecauseReader
{
    /// <summary>The property <c>because</c>; null when it is missing, or logged as wrong.</summary>
    public static string? Read(ObjectReader? body, ProblemLog log)
    {
        var because = body?.Text("because")?.Trim();
        if (because is null || (because.Length is > 0 and <= DeliveryHold.MaxBecause && !because.Any(char.IsControl)))
            return because;
        log.Add("/because", "bad-text", $"expected 1 to {DeliveryHold.MaxBecause} characters on one line");
        return null;
    }
}
