using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Azure.Core.Diagnostics;

namespace Campaigns.Rest.Benchmarks;

/// <summary>Counts what this process asks of storage, by what it asks for: every attempt that Azure's clients make.</summary>
internal sealed partial class Requests : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly AzureEventSourceListener _listener;

    public Requests() => _listener = new AzureEventSourceListener((e, _) =>
    {
        if (e.EventName == "Request" && e.Payload is { } payload && e.PayloadNames!.IndexOf("uri") is >= 0 and var at
            && e.PayloadNames.IndexOf("method") is >= 0 and var how)
            _counts.AddOrUpdate($"{payload[how]} {Numbers().Replace(new Uri((string)payload[at]!).AbsolutePath, "N")}", 1,
                static (_, count) => count + 1);
    }, System.Diagnostics.Tracing.EventLevel.Informational);

    public void Clear() => _counts.Clear();

    public IReadOnlyDictionary<string, long> Snapshot() => new Dictionary<string, long>(_counts);

    public void Dispose() => _listener.Dispose();

    [GeneratedRegex(@"(?<=control-)\d+")]
    private static partial Regex Numbers();
}
