using System.Text.Json;
using Campaigns.Api;
using Campaigns.Functions;
using Campaigns.Functions.EventGrid;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;
using Campaigns.Senders.Publication;
using Campaigns.Workflows;
using Campaigns.Workflows.Runtime;
using Campaigns.Workflows.Runtime.Library;
using Campaigns.Workflows.Runtime.Publication;
using Campaigns.Workflows.Runtime.Statistics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Azure.Tests;

/// <summary>What the Functions host is told of the app, as the SDK generates it.</summary>
public sealed class MetadataTests
{
    private static readonly string[] Open = ["GET health", "GET c/{token}", "GET m/{code}", "GET unsubscribe/{token}", "POST unsubscribe/{token}", "OPTIONS events"];

    [Fact]
    public async Task EveryRouteOfTheInterface_HasItsFunction_AndNothingElseHasOne()
    {
        var builder = WebApplication.CreateSlimBuilder();
        foreach (var service in (Type[])[typeof(CampaignRunner), typeof(CustomerStore), typeof(CampaignLibrary), typeof(JourneyStatistics), typeof(LinkSigner)])
            builder.Services.AddScoped(service, _ => throw new NotSupportedException("only the routes are looked at"));
        builder.Services.AddSingleton(TimeProvider.System);
        await using var application = builder.Build();
        application.MapCampaignsApi(new CampaignsApiOptions { Prefix = "" });
        var routes = ((IEndpointRouteBuilder)application).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimStart('/')}"));

        Assert.Equal(routes.Order(StringComparer.Ordinal), (await HttpAsync()).Select(function => function.Route).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task OnlyRoutesOfPeopleProbesAndHandshakes_AskForNoKey()
    {
        var http = await HttpAsync();

        Assert.Equal(Open.Order(StringComparer.Ordinal), http.Where(function => function.Level == "Anonymous").Select(function => function.Route).Order(StringComparer.Ordinal));
        Assert.All(http.Where(function => !Open.Contains(function.Route)), function => Assert.Equal("Function", function.Level));
    }

    [Fact]
    public async Task EveryQueueOfTheProduct_HasItsFunction_ButThoseOfPoison()
    {
        var queues = (await BindingsAsync()).Where(binding => Text(binding, "type") == "queueTrigger").Select(binding => Text(binding, "queueName")).ToList();

        Assert.Equal(Channel.Contactable.Append(Channel.Agent).Select(channel => channel.Name).Append(FactOutbox.Queue).Append(EventGridFunction.Queue).Order(StringComparer.Ordinal), queues.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(ChannelSender.PoisonQueue(Channel.Sms), queues);
        Assert.DoesNotContain(FactSender.PoisonQueue, queues);
    }

    [Fact]
    public async Task TheClock_ItsActivity_TheTimersAndTheEventGridFunction_AreThere()
    {
        var metadata = await new GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync("");

        Assert.Superset(
            new HashSet<string?> { "EnrollmentClock", "Advance", "SweepCustomers", "RingDates", "EventGridEvents" },
            metadata.Select(function => function.Name).ToHashSet());
    }

    private static async Task<List<(string Route, string Level)>> HttpAsync() =>
        [.. (await BindingsAsync()).Where(binding => Text(binding, "type") == "httpTrigger").SelectMany(binding => binding.GetProperty("methods").EnumerateArray()
            .Select(method => ($"{method.GetString()!.ToUpperInvariant()} {Text(binding, "route")}", Text(binding, "authLevel"))))];

    private static async Task<List<JsonElement>> BindingsAsync() =>
        [.. (await new GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync("")).SelectMany(function => function.RawBindings!).Select(binding => JsonElement.Parse(binding))];

    private static string Text(JsonElement binding, string name) => binding.GetProperty(name).GetString()!;
}
