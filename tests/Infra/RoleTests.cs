using Campaigns.Infra.Tests.Support;

namespace Campaigns.Infra.Tests;

public sealed class RoleTests
{
    // Written down a second time on purpose: ids as published at
    // https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
    private static readonly Dictionary<string, string> Published = new()
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["c6a89b2d-59bc-44d0-9896-0f6e12d7b80a"] = "Storage Queue Data Message Sender",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["d5a91429-5739-47e2-a06b-3470a27159e7"] = "EventGrid Data Sender",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["0ad04412-c4d5-4796-b79c-f76d14c8d402"] = "Durable Task Data Contributor",
        ["09976791-48a7-449e-bb21-39d1a415f350"] = "Communication and Email Service Owner",
    };

    private static readonly string[] AppNeeds =
    [
        "EventGrid Data Sender", "Key Vault Secrets User", "Monitoring Metrics Publisher",
        "Storage Blob Data Owner", "Storage Queue Data Contributor", "Storage Table Data Contributor",
    ];

    [Fact]
    public async Task Plain_App_GetsWhatItNeedsAndNothingElse()
    {
        var roles = Roles(await PredictedEnvironment.PlainAsync(), "outputs.principalId.value]");

        Assert.Equal(AppNeeds, roles);
    }

    [Fact]
    public async Task Everything_App_GetsTheOptionalServicesToo()
    {
        var roles = Roles(await PredictedEnvironment.EverythingAsync(), "outputs.principalId.value]");

        Assert.Equal(AppNeeds.Concat(["Communication and Email Service Owner", "Durable Task Data Contributor"])
            .Order(StringComparer.Ordinal), roles);
    }

    [Fact]
    public async Task Deployer_MayFillTemplatesAndPublishEvents()
    {
        var environment = await PredictedEnvironment.PlainAsync();

        Assert.Equal(["EventGrid Data Sender", "Storage Blob Data Contributor"], Roles(environment, PredictedEnvironment.Deployer));
        var scopes = environment.Of("Microsoft.Authorization/roleAssignments").Where(r => Principal(r) == PredictedEnvironment.Deployer)
            .Select(r => r.Id.Split("/providers/")[^2]);
        Assert.Contains(scopes, s => s.EndsWith("/containers/templates", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deployer_NotNamed_GetsNothing()
    {
        var environment = await PredictedEnvironment.EvaluateAsync("param environmentName = 'trial'\nparam location = 'southeastasia'");

        Assert.DoesNotContain(environment.Of("Microsoft.Authorization/roleAssignments"), r =>
            r.Property("principalType")?.GetString() == "User");
    }

    private static IEnumerable<string> Roles(PredictedEnvironment environment, string principalEnd) =>
        environment.Of("Microsoft.Authorization/roleAssignments")
            .Where(r => Principal(r).EndsWith(principalEnd, StringComparison.Ordinal))
            .Select(r => Published[r.Property("roleDefinitionId")!.Value.GetString()!.Split('/')[^1]])
            .Order(StringComparer.Ordinal);

    private static string Principal(PredictedResource assignment) => assignment.Property("principalId")!.Value.GetString()!;
}
