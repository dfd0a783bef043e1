using Campaigns.Infra.Tests.Support;
using Campaigns.Senders.Delivery;

namespace Campaigns.Infra.Tests;

/// <summary>Events of policy systems come into the queue that the app reads, without a key and without the app being up.</summary>
public sealed class EventGridTests
{
    [Fact]
    public async Task Events_AreDeliveredIntoTheAppsQueue_ByTheTopicsIdentity_AndNeverExpireThere()
    {
        var environment = await PredictedEnvironment.PlainAsync();
        var subscription = Assert.Single(environment.Of("Microsoft.EventGrid/topics/eventSubscriptions"));
        var destination = subscription.Property("deliveryWithResourceIdentity", "destination")!.Value;

        Assert.Contains("-events-", subscription.Name, StringComparison.Ordinal);
        Assert.Equal("SystemAssigned", subscription.Property("deliveryWithResourceIdentity", "identity", "type")!.Value.GetString());
        Assert.Equal("StorageQueue", destination.GetProperty("endpointType").GetString());
        Assert.Equal(EventQueue.Name, destination.GetProperty("properties").GetProperty("queueName").GetString());
        Assert.Equal(-1, destination.GetProperty("properties").GetProperty("queueMessageTimeToLiveInSeconds").GetInt32());
        Assert.Equal("CloudEventSchemaV1_0", subscription.Property("eventDeliverySchema")!.Value.GetString());
    }

    [Fact]
    public async Task TopicOfEvents_MaySendToThatQueue_AndToNoOther()
    {
        const string sendMessages = "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a"; // Storage Queue Data Message Sender
        var environment = await PredictedEnvironment.EverythingAsync();
        var role = Assert.Single(environment.Of("Microsoft.Authorization/roleAssignments"),
            r => r.Property("roleDefinitionId")!.Value.GetString()!.EndsWith(sendMessages, StringComparison.Ordinal));

        Assert.Contains("storageAccounts/queueServices/queues", role.Id, StringComparison.Ordinal);
        Assert.Contains($"'default', '{EventQueue.Name}')", role.Id, StringComparison.Ordinal);
    }
}
