using System.Globalization;
using System.Text.Json;
using Azure.Storage.Queues;
using Campaigns.Azurite;
using Campaigns.Rest.Benchmarks;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Usage: dotnet run --project bench/Rest -c Release [-- MINUTES [PARTITIONS HUB-INTERVAL QUEUE-INTERVAL]]
// What triggers and task hub ask of storage while nothing happens: WebJobs with the app's extensions and its host.json on Azurite. Every
// request is counted after three minutes, when polls have backed off.
var minutes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10;
var settings = JsonDocument.Parse(File.ReadAllBytes(HostFile())).RootElement.GetProperty("extensions");
var (queues, durable) = (settings.GetProperty("queues"), settings.GetProperty("durableTask"));
var storage = durable.GetProperty("storageProvider").EnumerateObject().ToDictionary(item => item.Name, item => (object)item.Value.ToString());
if (args.Length > 3)
    (storage["partitionCount"], storage["maxQueuePollingInterval"]) = (args[1], args[2]);
var interval = TimeSpan.Parse(
    args.Length > 3 ? args[3] : queues.GetProperty("maxPollingInterval").GetString()!, CultureInfo.InvariantCulture);

await using var azurite = await AzuriteServer.StartAsync();
foreach (var queue in Triggers.Queues)
    await new QueueClient(azurite.ConnectionString, queue).CreateAsync();
using var host = Host.CreateDefaultBuilder()
    .ConfigureAppConfiguration(app => app.AddInMemoryCollection([new("AzureWebJobsStorage", azurite.ConnectionString)]))
    .ConfigureWebJobs((_, jobs) =>
    {
        jobs.AddAzureStorageQueues(options => options.MaxPollingInterval = interval);
        jobs.AddDurableTask(options =>
        {
            options.HubName = durable.GetProperty("hubName").GetString()!;
            options.LocalRpcEndpointEnabled = false;
            options.UseAppLease = durable.GetProperty("useAppLease").GetBoolean();
            foreach (var (name, value) in storage)
                options.StorageProvider[name] = value;
        });
    })
    .ConfigureServices(services => services.AddSingleton<ITypeLocator>(new Triggers.Locator()))
    .ConfigureLogging(logging => logging.ClearProviders())
    .Build();
using var requests = new Requests();
var screen = Console.Out;
Console.SetOut(TextWriter.Null); // the extension tells there of each lease
await host.StartAsync();
await Task.Delay(TimeSpan.FromMinutes(3));
requests.Clear();
await Task.Delay(TimeSpan.FromMinutes(minutes));
var counted = requests.Snapshot();
await host.StopAsync();
Console.SetOut(screen);

Console.WriteLine(
    $"{storage["partitionCount"]} control queues each {storage["maxQueuePollingInterval"]}, {Triggers.Queues.Count} triggers each {interval}, {minutes} minutes");
Console.WriteLine($"{"",-42} {"counted",8} {"a day",10}");
foreach (var (name, count) in counted.OrderByDescending(pair => pair.Value).Append(new("all", counted.Values.Sum())))
    Console.WriteLine($"{name,-42} {count,8} {count * 24 * 60 / minutes,10:N0}");

static string HostFile()
{
    var folder = new DirectoryInfo(AppContext.BaseDirectory);
    while (!File.Exists(Path.Combine(folder!.FullName, "host.json")) || !File.Exists(Path.Combine(folder.FullName, "Campaigns.sln")))
        folder = folder.Parent;
    return Path.Combine(folder.FullName, "host.json");
}
