using System.Text.Json;
using Campaigns.Api;
using Campaigns.Azure.Durable;
using Campaigns.Azure.Http;
using Campaigns.Azure.Tests.Support;
using Campaigns.Insights.Migrations;
using Campaigns.Insights.Ramps;
using Campaigns.Insights.Statistics;
using Campaigns.Model;
using Campaigns.Operations;
using Campaigns.Publishing;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Retries;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Azure.Tests;

/// <summary>What the Functions host is told of the app, in the file that is published with it.</summary>
[Collection(PublishedCollection.Name)]
public sealed class MetadataTests(PublishedApp app)
{
    private static readonly string[] Open =
        [
            "GET health", "HEAD health", "GET c/{token}", "HEAD c/{token}", "GET m/{code}", "HEAD m/{code}", "GET unsubscribe/{token}",
            "HEAD unsubscribe/{token}", "POST unsubscribe/{token}", "OPTIONS events",
        ];
    private static readonly string[] Compared = ["type", "route", "methods", "authLevel", "queueName", "schedule"];

    [Fact]
    public async Task EveryRouteOfTheInterface_HasItsFunction_AndNothingElseHasOne()
    {
        var builder = WebApplication.CreateSlimBuilder();
        foreach (var service in (Type[])[
            typeof(CampaignRunner), typeof(CustomerStore), typeof(CampaignLibrary), typeof(JourneyStatistics), typeof(RampWatch), typeof(MigrationPreview), typeof(LinkSigner),
            typeof(OperationsMonitor)])
            builder.Services.AddScoped(service, _ => throw new NotSupportedException("only the routes are looked at"));
        builder.Services.AddSingleton(TimeProvider.System);
        await using var application = builder.Build();
        application.MapCampaignsApi(new CampaignsApiOptions { Prefix = "" });
        var routes = ((IEndpointRouteBuilder)application).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint =>
                (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method =>
                    $"{method} {endpoint.RoutePattern.RawText!.TrimStart('/')}"));

        Assert.Equal(routes.Order(StringComparer.Ordinal), Http().Select(function => function.Route).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OnlyRoutesOfPeopleProbesAndHandshakes_AskForNoKey()
    {
        var http = Http();

        Assert.Equal(Open.Order(StringComparer.Ordinal),
            http.Where(function => function.Level == "Anonymous").Select(function => function.Route).Order(StringComparer.Ordinal));
        Assert.All(http.Where(function => !Open.Contains(function.Route)), function => Assert.Equal("Function", function.Level));
    }

    [Fact]
    public void TheRouteThatFitsEveryAddress_ComesLastOfAll_AndAsksForNoKey()
    {
        var last = app.Functions().Where(function => function.Kind == "httpTrigger")
            .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase).Last();

        Assert.Equal((UnknownRouteFunction.Name, "{*path}", "Anonymous"), (last.Name, last.Of("route"), last.Of("authLevel")));
    }

    [Fact]
    public void EveryQueue_ExceptDeadLetters_HasItsFunction()
    {
        var queues = app.Functions().Where(function => function.Kind == "queueTrigger")
            .Select(function => function.Of("queueName")).ToList();

        Assert.Equal(
            Channel.Contactable.Append(Channel.Agent).Select(channel => channel.Name).Append(TimelineOutbox.Queue).Append(EventQueue.Name)
                .Append(CustomerWorkQueue.Name)
                .Order(StringComparer.Ordinal),
            queues.Order(StringComparer.Ordinal));
        Assert.Equal(CampaignApp.TriggerQueues.Order(StringComparer.Ordinal), queues.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(ChannelSender.DeadLetterQueueOf(Channel.Sms), queues);
        Assert.DoesNotContain(TimelinePublisher.DeadLetterQueueName, queues);
    }

    [Fact]
    public void Timers_ComeEveryMinute_HalfAMinuteApart()
    {
        var timers = app.Functions().Where(function => function.Kind == "timerTrigger")
            .ToDictionary(function => function.Name, function => function.Of("schedule"));

        Assert.Equal(new() { ["SweepCustomers"] = "0 * * * * *", ["RingDates"] = "30 * * * * *" }, timers);
    }

    [Fact]
    public void DurableFunctions_AreTheTimer_AndTheClockOfEarlierVersions_UnderTheNamesTheCodeCallsThem()
    {
        var functions = app.Functions();

        Assert.Equal(EnrollmentTimer.Name, Assert.Single(functions, function => function.Kind == "entityTrigger").Name);
        Assert.Equal(EnrollmentClock.Name, Assert.Single(functions, function => function.Kind == "orchestrationTrigger").Name);
        Assert.Equal(
            [AdvanceActivity.Name, QueueAdvanceActivity.Name],
            functions.Where(function => function.Kind == "activityTrigger").Select(function => function.Name)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task WhatTheWorkerTellsAtItsStart_IsWhatThePublishedFileSays()
    {
        var told = (await new GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync(""))
            .Select(function => Line(
                function.Name!, function.EntryPoint!, function.RawBindings!.Select(binding => JsonElement.Parse(binding))));

        Assert.Equal(
            app.Functions().Select(function => Line(function.Name, function.EntryPoint, function.Bindings)).Order(StringComparer.Ordinal),
            told.Order(StringComparer.Ordinal));
    }

    private List<(string Route, string Level)> Http() =>
        [.. app.Functions().Where(function => function.Kind == "httpTrigger" && function.Name != UnknownRouteFunction.Name)
            .SelectMany(function => function.Trigger.GetProperty("methods").EnumerateArray()
            .Select(method => ($"{method.GetString()!.ToUpperInvariant()} {function.Of("route")}", function.Of("authLevel"))))];

    private static string Line(string name, string entryPoint, IEnumerable<JsonElement> bindings) =>
        $"{name} {entryPoint} {string.Join(" + ", bindings.Select(Line))}";

    private static string Line(JsonElement binding) => string.Join(' ', Compared
        .Where(property => binding.TryGetProperty(property, out _))
        .Select(property => JsonSerializer.Serialize(binding.GetProperty(property))));
}
