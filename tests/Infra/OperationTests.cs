using System.Text.RegularExpressions;
using Campaigns.Infra.Tests.Support;

namespace Campaigns.Infra.Tests;

public sealed partial class OperationTests
{
    [Fact]
    public async Task Alerts_CoverDeadLettersFailuresLatencyAndIntake()
    {
        var environment = await PredictedEnvironment.EverythingAsync();
        var alerts = environment.Of("Microsoft.Insights/scheduledQueryRules").ToList();

        Assert.Equal(
            ["failure-rate", "intake-errors", "poisoned-messages", "send-latency"],
            alerts.Select(a => a.Name.Split('-', 3)[^1]).Order(StringComparer.Ordinal));
        Assert.All(alerts, a => Assert.NotEmpty(a.Property("actions", "actionGroups")!.Value.EnumerateArray()));
        var group = Assert.Single(environment.Of("Microsoft.Insights/actionGroups"));
        Assert.Equal("operators@insurer.example", group.Property("emailReceivers")!.Value[0].GetProperty("emailAddress").GetString());
    }

    [Fact]
    public async Task Alerts_TheMetricsTheyRead_AreMeasuredByTheApp()
    {
        var meters = await Task.WhenAll(
            File.ReadAllTextAsync(Repository.At("functions", "Telemetry", "CampaignMeter.cs"), TestContext.Current.CancellationToken),
            File.ReadAllTextAsync(
                Repository.At("workflows", "Runtime", "DeadLetters", "DeadLetterWriter.cs"), TestContext.Current.CancellationToken));
        var measured = string.Concat(meters);
        var queries = (await PredictedEnvironment.PlainAsync()).Of("Microsoft.Insights/scheduledQueryRules")
            .Select(a => a.Property("criteria")!.Value.GetProperty("allOf")[0].GetProperty("query").GetString()!);
        var read = queries.SelectMany(q => Metric().Matches(q).Select(m => m.Value)).ToList();

        Assert.NotEmpty(read);
        Assert.Equal([], read.Where(metric => !measured.Contains(metric, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Budget_OfZero_IsNone()
    {
        var with = await PredictedEnvironment.PlainAsync();
        var without = await PredictedEnvironment.EvaluateAsync(
            "param environmentName = 'trial'\nparam location = 'southeastasia'\nparam monthlyBudget = 0");

        Assert.Single(with.Of("Microsoft.Consumption/budgets"));
        Assert.Empty(without.Of("Microsoft.Consumption/budgets"));
    }

    [Fact]
    public async Task Everything_ThatTakesTags_SaysWhichEnvironmentItIs()
    {
        var environment = await PredictedEnvironment.EverythingAsync();
        string[] tagless = ["Microsoft.Authorization/roleAssignments", "Microsoft.Consumption/budgets"];

        var top = environment.Resources.Where(r => r.Type.Count(c => c == '/') == 1 && !tagless.Contains(r.Type));
        Assert.All(top, r => Assert.Equal("trial", r.Tags.GetProperty("azd-env-name").GetString()));
    }

    [Fact]
    public async Task Plain_HasNoOptionalService()
    {
        var environment = await PredictedEnvironment.PlainAsync();

        Assert.DoesNotContain(environment.Resources, r => r.Type.StartsWith("Microsoft.Network/", StringComparison.Ordinal)
            || r.Type.StartsWith("Microsoft.Communication/", StringComparison.Ordinal)
            || r.Type.StartsWith("Microsoft.DurableTask/", StringComparison.Ordinal));
    }

    [GeneratedRegex("\"campaigns\\.[a-z.]+\"")]
    private static partial Regex Metric();
}
