using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Azure;

/// <summary>
/// Rows in Azure Tables and queues in Azure Storage Queues, of one storage account. Tables and queues are made when first
/// needed. Any number of processes may work on the same account.
/// </summary>
public sealed partial class AzureStore : IStore
{
    private readonly BlobServiceClient _blobs;
    private readonly AzureDelayedQueue _queues;
    private readonly AzureAccount _account;

    private AzureStore(
        TableServiceClient tables, QueueServiceClient queues, BlobServiceClient blobs, AzureStoreOptions options, TimeProvider time)
    {
        _blobs = blobs;
        _account = new AzureAccount(tables.Uri.GetLeftPart(UriPartial.Path), options.Budget);
        Name = tables.AccountName;
        Transactions = options.Transactions;
        Rows = new AzureRowStore(tables, options.Prefix, _account);
        Queues = _queues = new AzureDelayedQueue(queues, options.Prefix, _account, time);
    }

    /// <summary>The account.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public IRowStore Rows { get; }

    /// <inheritdoc/>
    public IDelayedQueue Queues { get; }

    /// <summary>What it has cost so far.</summary>
    public StorageTransactions Transactions { get; }

    /// <summary>Opens the account of a connection string; nothing is sent yet.</summary>
    /// <param name="connectionString">As the portal shows it; <c>UseDevelopmentStorage=true</c> is the emulator on its usual ports.</param>
    /// <param name="time">The clock that says when a message hidden for more than seven days is due.</param>
    /// <param name="options">Settings; null: those for production.</param>
    /// <exception cref="FormatException">It is no connection string, or lacks the table or queue service.</exception>
    public static AzureStore Open(string connectionString, TimeProvider time, AzureStoreOptions? options = null)
    {
        options = Checked(options);
        try
        {
            return new(
                new TableServiceClient(connectionString, options.Apply(new TableClientOptions())),
                new QueueServiceClient(connectionString, options.Apply(new QueueClientOptions())),
                new BlobServiceClient(connectionString, options.Apply(new BlobClientOptions())), options, time);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException(
                "This is no connection string of a storage account with tables, queues and blobs. Expected UseDevelopmentStorage=true, or "
                + $"DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net. ({e.Message})", e);
        }
    }

    /// <summary>Opens an account by its services' addresses, as an identity.</summary>
    /// <param name="services">The addresses.</param>
    /// <param name="credential">For example a <c>ManagedIdentityCredential</c>.</param>
    /// <param name="time">The clock that says when a message hidden for more than seven days is due.</param>
    /// <param name="options">Settings; null: those for production.</param>
    public static AzureStore Open(AzureServices services, TokenCredential credential, TimeProvider time, AzureStoreOptions? options = null)
    {
        options = Checked(options);
        return new(
            new TableServiceClient(services.Tables, credential, options.Apply(new TableClientOptions())),
            new QueueServiceClient(services.Queues, credential, options.Apply(new QueueClientOptions())),
            new BlobServiceClient(services.Blobs, credential, options.Apply(new BlobClientOptions())), options, time);
    }

    /// <summary>Makes queues that are not there, for somebody who would look for them before the first message is sent.</summary>
    public ValueTask MakeQueuesAsync(IReadOnlyList<string> queues, CancellationToken cancel) => _queues.MakeAsync(queues, cancel);

    /// <summary>The message templates of a blob container.</summary>
    public BlobTemplates Templates(string container) => new(_blobs.GetBlobContainerClient(container), _account);

    /// <summary>Nothing to close: connections are shared by the whole process.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static AzureStoreOptions Checked(AzureStoreOptions? options) =>
        options is null ? new()
        : options.Prefix.Length == 0 || PrefixShape().IsMatch(options.Prefix) ? options
        : throw new ArgumentException(
            $"'{options.Prefix}' cannot prefix the names of tables and queues: expected up to 20 lower-case letters and digits, a letter " +
            $"first.", nameof(options));

    [GeneratedRegex("^[a-z][a-z0-9]{0,19}\\z")]
    private static partial Regex PrefixShape();
}

/// <summary>The addresses of an account's services.</summary>
/// <param name="Tables">For example <c>https://ACCOUNT.table.core.windows.net</c>.</param>
/// <param name="Queues">For example <c>https://ACCOUNT.queue.core.windows.net</c>.</param>
/// <param name="Blobs">For example <c>https://ACCOUNT.blob.core.windows.net</c>.</param>
public sealed record AzureServices(Uri Tables, Uri Queues, Uri Blobs)
{
    /// <summary>Those of an account in the public cloud.</summary>
    public static AzureServices Of(string account) =>
        new(new($"https://{account}.table.core.windows.net"), new($"https://{account}.queue.core.windows.net"),
            new($"https://{account}.blob.core.windows.net"));
}
