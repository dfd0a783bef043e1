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
            ["dead-letters", "degraded", "failure-rate", "intake-errors", "old-messages", "poisoned-messages", "provider-away",
                "send-latency", "timers-behind"],
            alerts.Select(a => a.Name.Split('-', 3)[^1]).Order(StringComparer.Ordinal));
        Assert.All(alerts, a => Assert.NotEmpty(a.Property("actions", "actionGroups")!.Value.EnumerateArray()));
        var group = Assert.Single(environment.Of("Microsoft.Insights/actionGroups"));
        Assert.Equal("operators@insurer.example", group.Property("emailReceivers")!.Value[0].GetProperty("emailAddress").GetString());
    }

    [Fact]
    public async Task Alerts_TheMetricsTheyRead_AreMeasuredByTheApp()
    {
        var measured = await MeasuredAsync();
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

    [Fact]
    public async Task Workbook_TheMetricsItShows_AreMeasuredByTheApp()
    {
        var measured = await MeasuredAsync();
        var workbook = Assert.Single((await PredictedEnvironment.PlainAsync()).Of("Microsoft.Insights/workbooks"));
        // The id of the workspace is known only when it is deployed, so this is an expression yet; the queries stand in it.
        var shown = Metric().Matches(workbook.Property("serializedData")!.Value.GetString()!)
            .Select(match => match.Value).Distinct().ToList();

        Assert.InRange(shown.Count, 10, 50);
        Assert.Equal([], shown.Where(metric => !measured.Contains(metric, StringComparison.Ordinal)));
    }

    /// <summary>What docs/metrics.md says of names, and the code.</summary>
    [Fact]
    public async Task Docs_NameEveryMetric()
    {
        var docs = await File.ReadAllTextAsync(Repository.At("docs", "metrics.md"), TestContext.Current.CancellationToken);
        const string option = "Property = \"campaigns.attempts\""; // of a request, no metric
        var named = Metric().Matches((await MeasuredAsync()).Replace(option, "", StringComparison.Ordinal))
            .Select(match => match.Value.Trim('"')).Distinct().ToList();
        Assert.InRange(named.Count, 15, 50);
        Assert.Equal([], named.Where(metric => !docs.Contains($"`{metric}`", StringComparison.Ordinal)));
    }

    /// <summary>The code in which instruments are made.</summary>
    private static async Task<string> MeasuredAsync() => string.Concat(await Task.WhenAll(new[]
    {
        Repository.At("functions", "Telemetry", "CampaignMeter.cs"),
        Repository.At("functions", "Hosting", "Measures", "OperationsGauges.cs"),
        Repository.At("workflows", "Runtime", "DeadLetters", "DeadLetterWriter.cs"),
        Repository.At("workflows", "Runtime", "DeadLetters", "FaultMeter.cs"),
        Repository.At("workflows", "Runtime", "UnitsOfWork", "UnitMeter.cs"),
        Repository.At("functions", "Storage", "Azure", "StorageTransactions.cs"),
    }.Select(file => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))));

    [GeneratedRegex("\"campaigns\\.[a-z._]+\"")]
    private static partial Regex Metric();
}
