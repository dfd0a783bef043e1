using System.Collections.Concurrent;

namespace Campaigns.Api.Tests.Hosting;

/// <summary>One request and what was answered.</summary>
public sealed record Exchange(string Method, string Path, int Status, string? ContentType, string Body);

/// <summary>Notes every exchange.</summary>
public sealed class ExchangeRecorder() : DelegatingHandler(new HttpClientHandler { AllowAutoRedirect = false })
{
    private readonly ConcurrentQueue<Exchange> _exchanges = new();

    public IReadOnlyCollection<Exchange> Exchanges => _exchanges;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        _exchanges.Enqueue(
            new(request.Method.Method, request.RequestUri!.AbsolutePath, (int)response.StatusCode,
                response.Content.Headers.ContentType?.MediaType, body));
        return response;
    }
}
