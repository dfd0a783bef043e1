using System.Text.Json;
using Campaigns.Infra.Tests.Support;
using Campaigns.Model;
using Campaigns.Publishing;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Retries;
using Campaigns.Senders.Delivery;

namespace Campaigns.Infra.Tests;

public sealed class AppTests
{
    [Fact]
    public async Task Queues_EveryChannelAndPublication_HaveOneAndADeadLetterQueue()
    {
        var environment = await PredictedEnvironment.PlainAsync();
        var queues = environment.Of("Microsoft.Storage/storageAccounts/queueServices/queues").Select(q => q.Name.Split('/')[^1]);

        var needed = Channel.Contactable.Append(Channel.Agent).SelectMany(c => new[] { c.Name, ChannelSender.DeadLetterQueueOf(c) })
            .Concat([TimelineOutbox.Queue, TimelinePublisher.DeadLetterQueueName, EventQueue.Name, EventQueue.DeadLetters,
                CustomerWorkQueue.Name, CustomerWorkQueue.DeadLetterQueueName]);
        Assert.Equal(needed.Order(StringComparer.Ordinal), queues.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Scheduler_WhenAskedFor_IsReachedByIdentity_AndHasTheTaskHubOfHostJson()
    {
        var environment = await PredictedEnvironment.EverythingAsync();
        using var host = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.At("host.json"), TestContext.Current.CancellationToken));
        var hub = host.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("hubName").GetString();

        Assert.Contains("Authentication=ManagedIdentity",
            (await SettingsAsync(PredictedEnvironment.EverythingAsync()))["DURABLE_TASK_SCHEDULER_CONNECTION_STRING"],
            StringComparison.Ordinal);
        Assert.EndsWith("/" + hub, Assert.Single(environment.Of("Microsoft.DurableTask/schedulers/taskHubs")).Name,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostJson_IsNotOverridden_BecauseTheScaleControllerReadsTheFileOnly()
    {
        var settings = await SettingsAsync(PredictedEnvironment.EverythingAsync());

        Assert.DoesNotContain(settings.Keys, name => name.StartsWith("AzureFunctionsJobHost__", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_OfEveryEnvironment_StandInTheSettingsTable()
    {
        var page = Repository.At("docs", "azure.md");
        var text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        var settings = await SettingsAsync(PredictedEnvironment.EverythingAsync());
        var plain = await SettingsAsync(PredictedEnvironment.PlainAsync());

        // Providers are explained in docs/senders.md, by section.
        var named = settings.Keys.Union(plain.Keys)
            .Where(name =>
                !name.StartsWith("Campaigns__Senders__", StringComparison.Ordinal)
                && !name.StartsWith("Campaigns__Correspondence__", StringComparison.Ordinal));
        Assert.Equal([], named.Where(name => !text.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Communication_EmailAndSms_GetTheirProviders()
    {
        var settings = await SettingsAsync(PredictedEnvironment.EverythingAsync());

        Assert.Equal("AcsEmail", settings[$"Campaigns__Senders__Providers__{settings["Campaigns__Senders__Channels__email"]}__Kind"]);
        Assert.Equal("+15550100",
            settings[$"Campaigns__Senders__Providers__{settings["Campaigns__Senders__Channels__sms"]}__AcsSms__From"]);
    }

    [Fact]
    public async Task MoreSettings_JoinTheOthers()
    {
        var settings = await SettingsAsync(PredictedEnvironment.EverythingAsync());

        Assert.Equal("Trial Insurance", settings["Campaigns__Correspondence__InsurerName"]);
        Assert.Contains("Campaigns__LinkSecret", settings.Keys);
    }

    [Fact]
    public async Task App_IsOnFlexConsumption_WithItsOwnIdentityForItsPackage()
    {
        var environment = await PredictedEnvironment.PlainAsync();
        var app = Assert.Single(environment.Of("Microsoft.Web/sites"));

        Assert.Equal("dotnet-isolated", app.Property("functionAppConfig", "runtime", "name")?.GetString());
        Assert.Equal("UserAssignedIdentity",
            app.Property("functionAppConfig", "deployment", "storage", "authentication", "type")?.GetString());
        Assert.Equal(100, app.Property("functionAppConfig", "scaleAndConcurrency", "maximumInstanceCount")?.GetInt32());
    }

    private static async Task<Dictionary<string, string?>> SettingsAsync(Task<PredictedEnvironment> environment) =>
        Assert.Single((await environment).Of("Microsoft.Web/sites/config")).Properties.EnumerateObject()
        .ToDictionary(s => s.Name, s => s.Value.GetString());
}
