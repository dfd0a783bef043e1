using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Webhook;

namespace Campaigns.Senders.AzureCommunication;

/// <summary>One resource's REST interface: posts JSON, signed or with a token, and tells what is known of the outcome.</summary>
internal sealed class AcsClient(AcsConnection connection, HttpClient http, TimeProvider time, TokenCredential? credential = null)
{
    private const int MaxResponseBytes = 64 * 1024;
    private static readonly string[] Scope = ["https://communication.azure.com/.default"];
    private readonly TokenCredential? _credential = connection.AccessKey is null ? credential ?? new DefaultAzureCredential() : null;

    /// <param name="path">Path and query.</param>
    /// <param name="body">The JSON.</param>
    /// <param name="headers">Headers beside those that prove who asks.</param>
    /// <param name="verdict">What an answer's status and body mean.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<ProviderResult> PostAsync(
        string path, ReadOnlyMemory<byte> body, IReadOnlyList<(string Name, string Value)> headers,
        Func<AcsResponse, ProviderResult> verdict, CancellationToken cancel)
    {
        using var content = new TrackedContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(connection.Endpoint), path)) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var timeout = new CancellationTokenSource(connection.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            if (_credential is { } identity)
                request.Headers.Authorization =
                    new AuthenticationHeaderValue("Bearer",
                        (await identity.GetTokenAsync(new TokenRequestContext(Scope), either.Token)).Token);
            else
                AcsSignature.Sign(request, body.Span, connection.AccessKey!, time.GetUtcNow());
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return verdict(
                new AcsResponse((int)response.StatusCode, response.Headers.RetryAfter, await ReadAsync(response, either.Token),
                    time.GetUtcNow()));
        }
        catch (AuthenticationFailedException)
        {
            return new ProviderResult.Unavailable(DeliveryReason.NoCredential);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            var reason = failure is OperationCanceledException ? DeliveryReason.HttpTimeout : DeliveryReason.HttpConnection;
            return content.Begun ? new ProviderResult.Unknown(reason) : new ProviderResult.Unavailable(reason);
        }
    }

    /// <summary>The answer's body; nothing when it is too long, breaks off or is no JSON: the status already said what matters.</summary>
    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxResponseBytes, cancel);
            return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            return default;
        }
    }
}
