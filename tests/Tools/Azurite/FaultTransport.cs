using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Campaigns.Azurite;

/// <summary>What can go wrong with a request.</summary>
public enum FaultKind
{
    /// <summary>The service says it is busy, and has done nothing.</summary>
    Busy,

    /// <summary>The connection breaks before the service has the request.</summary>
    BrokenBefore,

    /// <summary>The service does it, and then the connection breaks: nobody knows.</summary>
    BrokenAfter,

    /// <summary>The service does it, and the answer comes too late.</summary>
    TimeoutAfter,

    /// <summary>The service does it, and a gateway answers that it could not.</summary>
    BusyAfter,
}

/// <summary>
/// Spoils one chosen request, as networks and services do; counts them all. The innermost part of the client's pipeline,
/// so that retries and error handling see what they would see.
/// </summary>
public sealed class FaultTransport : HttpPipelineTransport
{
    private readonly HttpClientTransport _network = new();
    private int _requests;
    private int _at = int.MaxValue;
    private int _times;
    private FaultKind _kind;

    /// <summary>How many requests came here.</summary>
    public int Requests => _requests;

    /// <summary>Spoils the nth request from now, and those that follow it, so many times.</summary>
    public void Spoil(int nth, FaultKind kind, int times = 1) => (_at, _kind, _times) = (_requests + nth, kind, times);

    public override Request CreateRequest() => _network.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("the stores are asynchronous");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var number = Interlocked.Increment(ref _requests);
        if (number < _at || number - _at >= _times)
        {
            await _network.ProcessAsync(message);
            return;
        }

        if (_kind is not (FaultKind.Busy or FaultKind.BrokenBefore))
        {
            await _network.ProcessAsync(message);
            message.Response.Dispose();
        }

        switch (_kind)
        {
            case FaultKind.BrokenBefore or FaultKind.BrokenAfter:
                throw new RequestFailedException("the connection was broken by a test", new IOException());
            case FaultKind.TimeoutAfter:
                throw new TaskCanceledException("the test has waited long enough");
            default:
                message.Response = new ServerBusy(message.Request.ClientRequestId);
                break;
        }
    }

    private sealed class ServerBusy(string request) : Response
    {
        public override int Status => 503;

        public override string ReasonPhrase => "The server is busy.";

        public override Stream? ContentStream { get; set; } = new MemoryStream();

        public override string ClientRequestId { get; set; } = request;

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => false;

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
        {
            value = null;
            return false;
        }

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = null;
            return false;
        }
    }
}
