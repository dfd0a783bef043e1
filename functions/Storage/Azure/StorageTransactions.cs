using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Campaigns.Storage.Azure;

/// <summary>
/// Counts every request that goes to storage, retries included, by kind: that is what Azure bills. Also published as
/// the counter <c>campaigns.storage.transactions</c> of the meter <c>Campaigns.Storage</c>, tagged with <c>kind</c>.
/// </summary>
public sealed class StorageTransactions : HttpPipelinePolicy
{
    private static readonly Meter Meter = new("Campaigns.Storage");
    private static readonly Counter<long> Counter =
        Meter.CreateCounter<long>("campaigns.storage.transactions", "{transaction}", "Requests to Azure storage.");
    private static readonly StorageCall[] Kinds = Enum.GetValues<StorageCall>();
    private readonly long[] _counts = new long[Kinds.Length];

    /// <summary>All so far.</summary>
    public long Total => _counts.Sum();

    /// <summary>How many there were of each kind; kinds that did not occur are left out.</summary>
    public ImmutableSortedDictionary<StorageCall, long> Snapshot() => Kinds
        .Select(kind => KeyValuePair.Create(kind, Interlocked.Read(ref _counts[(int)kind])))
        .Where(pair => pair.Value > 0)
        .ToImmutableSortedDictionary();

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Count(message);
        ProcessNext(message, pipeline);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Count(message);
        return ProcessNextAsync(message, pipeline);
    }

    private void Count(HttpMessage message)
    {
        var kind = StorageCalls.KindOf(message.Request);
        Interlocked.Increment(ref _counts[(int)kind]);
        Counter.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()));
        if (message.TryGetProperty(Attempts.Property, out var attempts))
            ((Attempts)attempts!).Made++;
    }
}

/// <summary>How often the request of one call has been sent: more than once means that nobody knows which of them took effect.</summary>
internal sealed class Attempts
{
    public const string Property = "campaigns.attempts";

    public int Made { get; set; }

    /// <summary>Counts the requests sent while the scope lasts.</summary>
    public static IDisposable Count(out Attempts attempts)
    {
        attempts = new Attempts();
        return HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?> { [Property] = attempts });
    }
}
