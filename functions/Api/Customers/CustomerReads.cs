using System.Text.Json.Serialization;
using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Customers;

/// <summary><c>GET /api/customers/{id}</c> and its timeline.</summary>
public static class CustomerReads
{
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 1000;

    /// <summary>Profile, policies and enrollments.</summary>
    public static async Task<Results<JsonHttpResult<CustomerView>, Problem>> GetAsync(
        string id, CustomerStore customers, TimeProvider time, CancellationToken cancel)
    {
        if (RouteIds.Check(id, "customer") is { } invalid)
            return invalid;
        var record = await customers.LoadAsync(new CustomerId(id), cancel);
        return record.Exists
            ? TypedResults.Json(CustomerView.Of(record, NodaTime.Instant.FromDateTimeOffset(time.GetUtcNow())), ApiJson.Options) : Unknown;
    }

    /// <summary>
    /// What happened and what was decided, newest last. <c>?journey=</c> keeps one journey, <c>?take=</c> and <c>?after=</c> page.
    /// </summary>
    public static async Task<Results<JsonHttpResult<TimelinePage>, Problem>> TimelineAsync(
        string id, HttpRequest request, CustomerStore customers, CancellationToken cancel)
    {
        if (RouteIds.Check(id, "customer") is { } invalid)
            return invalid;
        var journey = request.Query["journey"].ToString();
        if (journey.Length > 0 && RouteIds.CheckJourney(journey) is not null)
            return RouteIds.Bad("journey", "bad-id", $"\"{RouteIds.Shorten(journey)}\" cannot be a journey id.");
        if (Query.Whole(request, "after", 0L, 0, TimelinePlace.MaxNumber, out var after) is { } badAfter)
            return badAfter;
        if (Query.Whole(request, "take", DefaultPageSize, 1, MaxPageSize, out var take) is { } badTake)
            return badTake;

        var customer = new CustomerId(id);
        if (!(await customers.LoadAsync(customer, cancel)).Exists)
            return Unknown;
        var timelineEvents = new List<TimelineEvent>();
        var more = false;
        await foreach (var (timelineEvent, behind) in customers.ReadTimelineAsync(customer, TimelinePlace.Of(after), take + 1, cancel))
        {
            if (journey.Length > 0 && timelineEvent.Journey?.Value != journey)
                continue;
            more = timelineEvents.Count == take;
            if (more)
                break;
            timelineEvents.Add(timelineEvent);
            after = behind.Number;
        }

        return TypedResults.Json(new TimelinePage(timelineEvents, more ? after : null), ApiJson.Options);
    }

    /// <summary>What was removed of an erased customer, where and when; while it is under way, what has been removed so far.</summary>
    public static async Task<Results<JsonHttpResult<ErasureCertificate>, Problem>> ErasureAsync(
        string id, CustomerStore customers, CancellationToken cancel)
    {
        if (RouteIds.Check(id, "customer") is { } invalid)
            return invalid;
        return (await customers.LoadAsync(new CustomerId(id), cancel)).Erasure is { } certificate
            ? TypedResults.Json(certificate, ApiJson.Options)
            : Problem.NotFound("not-erased", "No customer with this id was erased.");
    }

    private static Problem Unknown => Problem.NotFound("unknown-customer", "There is no customer with this id.");
}

/// <summary>A page of a timeline.</summary>
/// <param name="Events">The timeline events, oldest first.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; absent on the last.</param>
public sealed record TimelinePage([property: JsonPropertyName("facts")] IReadOnlyList<TimelineEvent> Events, long? Next);
