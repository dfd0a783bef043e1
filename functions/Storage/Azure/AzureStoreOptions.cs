using Azure.Core;
using Azure.Core.Pipeline;

namespace Campaigns.Storage.Azure;

/// <summary>How an Azure store is opened. The defaults are for production.</summary>
public sealed record AzureStoreOptions
{
    /// <summary>
    /// Put before the names of all tables and queues, so that several environments share an account: at most 20 lower-case letters and
    /// digits, a letter first; or none.
    /// </summary>
    public string Prefix { get; init; } = "";

    /// <summary>
    /// How often a failed request is sent again; each time after twice as long, from <see cref="FirstDelay"/> to
    /// <see cref="LongestDelay"/>.
    /// </summary>
    public int Retries { get; init; } = 4;

    /// <summary>The wait before the first retry.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait before a retry, unless the service asks for a longer one.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How long a call may take with all its retries. Then the store counts as unavailable, so that a caller of the API has an answer
    /// within ten seconds when an account accepts connections and says nothing.
    /// </summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(9);

    /// <summary>Counts the transactions.</summary>
    public StorageTransactions Transactions { get; init; } = new();

    /// <summary>Stand before every single request, the innermost last.</summary>
    public IReadOnlyList<HttpPipelinePolicy> Policies { get; init; } = [];

    /// <summary>Sends the requests; null: over HTTP.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    internal T Apply<T>(T client)
        where T : ClientOptions
    {
        client.Retry.Mode = RetryMode.Exponential;
        client.Retry.MaxRetries = Retries;
        client.Retry.Delay = FirstDelay;
        client.Retry.MaxDelay = LongestDelay;
        client.Retry.NetworkTimeout = Timeout;
        client.Diagnostics.IsDistributedTracingEnabled = true;
        client.AddPolicy(Transactions, HttpPipelinePosition.PerRetry);
        foreach (var policy in Policies)
            client.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        if (Transport is { } transport)
            client.Transport = transport;
        return client;
    }
}
