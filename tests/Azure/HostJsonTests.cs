using System.Text.Json;
using Campaigns.Azure.Tests.Support;

namespace Campaigns.Azure.Tests;

/// <summary>What host.json has to say, since nothing else holds it; docs/azure.md says why.</summary>
public sealed class HostJsonTests
{
    private static readonly JsonElement Host = JsonElement.Parse(File.ReadAllBytes(Path.Combine(PublishedApp.Repository, "host.json")));

    [Theory]
    [InlineData("extensions/queues/messageEncoding", "base64")] // as Event Grid and functions/Storage write
    [InlineData("extensions/queues/maxPollingInterval", "00:00:30")]
    [InlineData("extensions/durableTask/storageProvider/maxQueuePollingInterval", "00:00:30")]
    [InlineData("extensions/durableTask/storageProvider/partitionCount", "2")]
    [InlineData("extensions/durableTask/useAppLease", "False")] // one app has the hub
    [InlineData("extensions/durableTask/maxConcurrentEntityFunctions", "64")] // each wakes an enrollment
    [InlineData("extensions/durableTask/storageProvider/controlQueueVisibilityTimeout", "00:01:00")] // less, and the host does not start
    [InlineData("extensions/durableTask/storageProvider/workItemQueueVisibilityTimeout", "00:01:00")]
    [InlineData("extensions/durableTask/tracing/distributedTracingEnabled", "True")]
    [InlineData("extensions/durableTask/tracing/version", "V2")]
    [InlineData("extensions/durableTask/tracing/traceInputsAndOutputs", "False")] // customers' ids
    [InlineData("logging/logLevel/Azure.Core", "Error")]
    [InlineData("logging/logLevel/DurableTask.AzureStorage", "Error")]
    [InlineData("logging/logLevel/DurableTask.Core", "Error")]
    [InlineData("logging/logLevel/default", "Warning")]
    public void Setting_IsWhatTheDocumentationExplains(string path, string value)
    {
        var setting = path.Split('/').Aggregate(Host, (element, name) => element.GetProperty(name));

        Assert.Equal(value, setting.ToString());
    }

    [Fact]
    public void EverySetting_OfQueuesAndDurable_IsExplained()
    {
        var page = File.ReadAllText(Path.Combine(PublishedApp.Repository, "docs", "azure.md"));
        var extensions = Host.GetProperty("extensions");

        Assert.All(
            extensions.GetProperty("queues").EnumerateObject()
                .Concat(extensions.GetProperty("durableTask").GetProperty("storageProvider").EnumerateObject()),
            setting => Assert.Contains(setting.Name, page, StringComparison.Ordinal));
    }
}
