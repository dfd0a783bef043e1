using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Campaigns.Azure.Durable;
using Campaigns.Azure.EventGrid;
using Campaigns.Azure.Queues;
using Campaigns.Azure.Timers;
using Campaigns.Azurite;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Retries;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Providers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using StoreUnavailableException = Campaigns.Runtime.Ports.StoreUnavailableException;

namespace Campaigns.Azure.Tests.Support;

/// <summary>
/// The app as it is deployed, on Azurite: its own composition and its own functions. Only what the Functions host does is done here:
/// giving queue messages out and deleting them, timers, and the turns of entities.
/// </summary>
internal sealed class AppHarness : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Visibility = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _host = [];
    private readonly AzuriteServer _azurite;
    private readonly DirectoryInfo _folder;
    private readonly EntityHost _timers;
    private readonly ScaledTime _time;

    private AppHarness(AzuriteServer azurite, DirectoryInfo folder, CampaignApp app, EntityHost timers, ScaledTime time) =>
        (_azurite, _folder, App, _timers, _time) = (azurite, folder, app, timers, time);

    public CampaignApp App { get; }

    public SignalClient Client => _timers.Client;

    public static async Task<AppHarness> StartAsync(
        ScaledTime time, string policy, IReadOnlyList<string> journeys, Predicate<string> dies, CancellationToken cancel)
    {
        var azurite = await AzuriteServer.StartAsync();
        var container = new BlobContainerClient(azurite.ConnectionString, "templates");
        await container.CreateAsync(cancellationToken: cancel);
        var templates = Path.Combine(AppContext.BaseDirectory, "templates");
        foreach (var file in Directory.EnumerateFiles(templates, "*.scriban", SearchOption.AllDirectories))
            await container.UploadBlobAsync(Path.GetRelativePath(templates, file).Replace('\\', '/'),
                BinaryData.FromBytes(await File.ReadAllBytesAsync(file, cancel)), cancel);
        var folder = Directory.CreateTempSubdirectory("campaigns-app-");
        var app = await CampaignApp.StartAsync(
            new AppSettings
            {
                Storage = new() { Connection = azurite.ConnectionString },
                LinkSecret = "a secret that only the tests of the app use",
                Senders = ProviderOptions.OutboxOnly(folder.FullName),
            },
            time, cancel);
        await DeployAsync(app.Library, policy, journeys, cancel);
        var timers = new EntityHost(
            () => new EnrollmentTimer(app.Services.Runner, app.Timers, app.Services.Work), time.Wall)
        { Dies = dies };
        app.Timers.Use(timers.Client);
        var harness = new AppHarness(azurite, folder, app, timers, time);
        harness.Host();
        return harness;
    }

    /// <summary>An event of a policy system, by Event Grid.</summary>
    public Task SendEventAsync(string id, string type, string customer, Dictionary<string, object?> data) =>
        DeliverAsync(JsonSerializer.Serialize(new
        {
            specversion = "1.0",
            id,
            source = "test",
            type,
            subject = customer,
            time = _time.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            data = new Dictionary<string, object?>(data) { ["customer_id"] = customer },
        }));

    /// <summary>Puts an event on the queue as Event Grid does: one JSON object a message, in UTF-8 and Base64.</summary>
    public Task DeliverAsync(string @event) =>
        new QueueClient(_azurite.ConnectionString, EventQueue.Name)
            .SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(@event)), _stop.Token);

    /// <summary>How many events are on the queue, those that a function is working on among them.</summary>
    public async Task<int> WaitingEventsAsync()
    {
        var properties = await new QueueClient(_azurite.ConnectionString, EventQueue.Name).GetPropertiesAsync(_stop.Token);
        return properties.Value.ApproximateMessagesCount;
    }

    /// <summary>The names of the account's queues.</summary>
    public List<string> Queues() =>
        [.. new QueueServiceClient(_azurite.ConnectionString).GetQueues(cancellationToken: _stop.Token).Select(queue => queue.Name)];

    public async Task<List<TimelineEvent>> TimelineAsync(string customer) =>
        await App.Services.Customers.ReadTimelineAsync(new CustomerId(customer), _stop.Token).ToListAsync(_stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_host);
        await _timers.DisposeAsync();
        App.Dispose();
        await _azurite.DisposeAsync();
        _folder.Delete(recursive: true);
        _stop.Dispose();
    }

    private static async Task DeployAsync(CampaignLibrary library, string policy, IReadOnlyList<string> journeys, CancellationToken cancel)
    {
        var shipped = CampaignFolder.Read(CampaignFolder.Shipped);
        Assert.True((await library.SaveCatalogAsync(shipped.CatalogText, cancel)).Succeeded);
        Assert.True((await library.SaveContactPolicyAsync(Encoding.UTF8.GetBytes(policy), cancel)).Succeeded);
        foreach (var journey in journeys)
        {
            ReadOnlyMemory<byte> text = journey.Contains('{', StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(journey)
                : shipped.Journeys.Single(item => item.Journey.Id.Value == journey).Text;
            var id = new JourneyId(JsonElement.Parse(text.Span).GetProperty("id").GetString()!);
            var saved = await library.SaveDraftAsync(id, text, cancel);
            Assert.True(saved.Succeeded, string.Join('\n', saved.Findings));
            Assert.True((await library.PublishAsync(id, cancel)).Succeeded);
        }
    }

    private void Host()
    {
        var channels = new ChannelFunctions(App, App.Timers);
        Trigger(EventQueue.Name, new EventGridFunction(App, App.Timers, NullLogger<EventGridFunction>.Instance).RunAsync);
        Trigger(CustomerWorkQueue.Name, new WorkFunction(App, App.Timers).RunAsync);
        Trigger("sms", channels.SmsAsync);
        Trigger("push", channels.PushAsync);
        Trigger("email", channels.EmailAsync);
        Trigger("agent", channels.AgentAsync);
        var timers = new TimerFunctions(App, App.Timers);
        Repeat(cancel => timers.SweepAsync(new TimerInfo(), Client, cancel));
        Repeat(cancel => timers.FireDueTimersAsync(new TimerInfo(), Client, cancel));
    }

    private void Trigger(string name, Func<QueueMessage, DurableTaskClient, CancellationToken, Task> function)
    {
        var queue = new QueueClient(_azurite.ConnectionString, name,
            new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        Repeat(async cancel =>
        {
            if (!await queue.ExistsAsync(cancel))
                return;
            // At the same time, as the host runs what it takes from a queue.
            await Task.WhenAll((await queue.ReceiveMessagesAsync(32, Visibility, cancel)).Value.Select(async message =>
            {
                await function(message, Client, cancel);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancel);
            }));
        });
    }

    private void Repeat(Func<CancellationToken, Task> work) => _host.Add(Task.Run(async () =>
    {
        try
        {
            while (true)
            {
                try
                {
                    await work(_stop.Token);
                }
                catch (StoreUnavailableException)
                {
                    // The host runs what failed again.
                }

                await Task.Delay(Pause, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The end of the test.
        }
    }));
}
