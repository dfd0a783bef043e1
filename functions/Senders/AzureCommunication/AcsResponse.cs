using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Senders.AzureCommunication;

/// <summary>An answer of the service.</summary>
/// <param name="Status">Its HTTP status.</param>
/// <param name="RetryAfter">When to come back.</param>
/// <param name="Body">Its JSON, or nothing.</param>
/// <param name="Now">When it came.</param>
internal sealed partial record AcsResponse(int Status, RetryConditionHeaderValue? RetryAfter, JsonElement Body, DateTimeOffset Now)
{
    /// <summary>What a status other than success means for the message.</summary>
    public ProviderResult Otherwise(int status) => status switch
    {
        // The message itself is at fault.
        400 or 413 or 422 => new ProviderResult.Rejected(ErrorCode() ?? $"http-{status}", SuppressAddress: false),
        // An earlier request under this id is known; nobody told us what became of it.
        409 => new ProviderResult.Unknown("http-409"),
        502 or 504 => new ProviderResult.Unknown($"http-{status}"),
        // A wrong key, a domain or number that is not set up, a limit: nothing to hold against the message.
        _ => new ProviderResult.Unavailable($"http-{status}", Hint()),
    };

    private string? ErrorCode() =>
        AnswerText.Property(Body, "error") is { } error && AnswerText.Of(AnswerText.Property(error, "code")) is { } code
            && Code().IsMatch(code)
            ? $"acs:{code}"
            : null;

    private Duration? Hint()
    {
        var wait = RetryAfter?.Delta ?? RetryAfter?.Date - Now;
        return wait is null ? null : Duration.FromTimeSpan(wait.Value < TimeSpan.Zero ? TimeSpan.Zero : wait.Value);
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9.]{0,63}\z")]
    private static partial Regex Code();
}
