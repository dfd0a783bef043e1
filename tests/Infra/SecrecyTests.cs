using Campaigns.Infra.Tests.Support;

namespace Campaigns.Infra.Tests;

public sealed class SecrecyTests
{
    // Azure's types that can be reached by a key, and the property that says they cannot.
    private static readonly (string Type, string[] Property, bool Closed)[] KeyDoors =
    [
        ("Microsoft.Storage/storageAccounts", ["allowSharedKeyAccess"], false),
        ("Microsoft.Storage/storageAccounts", ["allowBlobPublicAccess"], false),
        ("Microsoft.EventGrid/topics", ["disableLocalAuth"], true),
        ("Microsoft.Communication/communicationServices", ["disableLocalAuth"], true),
        ("Microsoft.Insights/components", ["DisableLocalAuth"], true),
        ("Microsoft.OperationalInsights/workspaces", ["features", "disableLocalAuth"], true),
        ("Microsoft.KeyVault/vaults", ["enableRbacAuthorization"], true),
        ("Microsoft.Web/sites", ["httpsOnly"], true),
        ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", ["allow"], false),
    ];

    [Fact]
    public async Task Everything_ResourcesWithKeys_AreClosedToThem()
    {
        var environment = await PredictedEnvironment.EverythingAsync();

        foreach (var (type, property, closed) in KeyDoors)
        {
            var resources = environment.Of(type).ToList();
            Assert.NotEmpty(resources);
            Assert.All(resources, r => Assert.Equal(closed, r.Property(property)?.GetBoolean()));
        }
    }

    [Theory]
    [InlineData("listKeys(")]
    [InlineData("listAccountSas(")]
    [InlineData("AccountKey=")]
    [InlineData("SharedAccessSignature")]
    [InlineData("InstrumentationKey=")]
    public async Task Everything_Text_HoldsNoKey(string trace)
    {
        var environment = await PredictedEnvironment.EverythingAsync();

        Assert.DoesNotContain(trace, environment.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task LinkSecret_IsMadeByAzure_AndReachesTheAppByReference()
    {
        var environment = await PredictedEnvironment.PlainAsync();
        var secret = Assert.Single(environment.Of("Microsoft.KeyVault/vaults/secrets"));
        var settings = Assert.Single(environment.Of("Microsoft.Web/sites/config")).Properties;

        Assert.Contains("newGuid()", secret.Property("value")!.Value.GetString(), StringComparison.Ordinal);
        var reference = settings.EnumerateObject().Where(s => s.Name.EndsWith("Secret", StringComparison.Ordinal))
            .Select(s => s.Value.GetString()).Single();
        Assert.Contains("linkSigningReference", reference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Private_StorageAndVault_AreReachedByPrivateEndpointsOnly()
    {
        var environment = await PredictedEnvironment.EverythingAsync();

        Assert.Equal("Disabled", environment.Of("Microsoft.Storage/storageAccounts").Single().Property("publicNetworkAccess")?.GetString());
        Assert.Equal("Disabled", environment.Of("Microsoft.KeyVault/vaults").Single().Property("publicNetworkAccess")?.GetString());
        var services = environment.Of("Microsoft.Network/privateEndpoints")
            .SelectMany(e => e.Property("privateLinkServiceConnections")!.Value.EnumerateArray())
            .SelectMany(c => c.GetProperty("properties").GetProperty("groupIds").EnumerateArray(), (_, id) => id.GetString());
        Assert.Equal(["blob", "queue", "table", "vault"], services.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Private_DeployerAddress_IsTheOnlyWayInFromOutside()
    {
        var environment = await PredictedEnvironment.EvaluateAsync("""
            param environmentName = 'trial'
            param location = 'southeastasia'
            param privateNetworking = true
            param deployerAddress = '203.0.113.7'
            """);

        var rules = environment.Of("Microsoft.Storage/storageAccounts").Single().Property("networkAcls")!.Value;
        Assert.Equal("Deny", rules.GetProperty("defaultAction").GetString());
        Assert.Equal("203.0.113.7", rules.GetProperty("ipRules").EnumerateArray().Single().GetProperty("value").GetString());
    }
}
