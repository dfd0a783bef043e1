using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime;
using Campaigns.Runtime.Entries;
using Campaigns.Runtime.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Journeys;

/// <summary><c>POST /api/journeys/{id}/enrollments</c>: lets a customer enter a journey that allows it (<c>"api": true</c>).</summary>
public static class Enrollments
{
    /// <summary>201 when an enrollment began; 200 with the reason when the journey's own rules say no.</summary>
    public static async Task<Results<JsonHttpResult<EnrollmentResponse>, Problem>> PostAsync(
        string id, HttpRequest request, CampaignRunner runner, CancellationToken cancel)
    {
        if (RouteIds.CheckJourney(id) is { } invalid)
            return invalid;
        var body = await JsonBody.ReadAsync(request, cancel);
        if (!body.TryParse(out var root, out var problem))
            return problem;

        var log = new ProblemLog();
        var preference = ObjectReader.Of(root, "", log, "customer_id", "policy_id", "data");
        var customer = preference?.Require("customer_id", "the customer's id").Id("customer_id", "customer");
        var policy = preference?.Id("policy_id", "policy");
        var data = preference?.Object("data") is { } values
            ? new AttributeReader(log).Read(values, "/data", name =>
                runner.Library.Catalog.Find("event", name) is { } declared ? [declared] : [])
            : [];
        if (log.Any)
            return log.ToProblem();
        if (FindOpen(runner.Library, new JourneyId(id), out var journey) is { } closed)
            return closed;

        var outcome = await runner.EnrollAsync(
            journey!, new CustomerId(customer!), policy is null ? null : new PolicyId(policy), AttributeBag.Of(data), cancel);
        return outcome switch
        {
            EntryOutcome.NotFound => Problem.NotFound("unknown-customer", "There is no such customer, or the customer has no such policy."),
            EntryOutcome.TooManyRunning => Problem.Conflict(
                "too-many-enrollments", $"The customer has {Limits.RunningEnrollments:N0} running enrollments, the most there can be."),
            EntryOutcome.Erased => Problem.Conflict("erased", "The customer's data has been erased."),
            _ => TypedResults.Json(
                new EnrollmentResponse(outcome), ApiJson.Options,
                statusCode: outcome == EntryOutcome.Entered ? StatusCodes.Status201Created : StatusCodes.Status200OK),
        };
    }

    private static Problem? FindOpen(ICampaignLibrary library, JourneyId id, out LiveJourney? journey)
    {
        journey = library.Index.Find(id);
        return journey switch
        {
            null => Problem.NotFound("unknown-journey", "There is no published journey with this id."),
            { Status: not JourneyStatus.Published } =>
                Problem.Conflict("wrong-status", "The journey accepts no enrollments: it is paused or retired."),
            _ when !journey.Entered.SelectMany(version => version.Entries).OfType<Entry.OnRequest>().Any() =>
                Problem.Conflict("no-api-entry",
                    "The journey accepts no enrollments by request; add the entry { \"api\": true } and publish it."),
            _ => null,
        };
    }
}

/// <summary>What became of a request to enter.</summary>
/// <param name="Outcome"><c>entered</c>, or why not: <c>condition_false</c>, <c>already_running</c>, <c>walked_before</c>,
/// <c>outranked</c>, <c>not_active</c>, or <c>ramp</c> for one who is not in the share of customers before whom a new version comes.</param>
public sealed record EnrollmentResponse(EntryOutcome Outcome);
