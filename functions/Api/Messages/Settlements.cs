using Campaigns.Api.Access;
using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Runtime;
using Campaigns.Runtime.Delivery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Messages;

/// <summary><c>POST /api/messages/{id}/settle</c>: somebody has found out whether a message was sent.</summary>
public static class Settlements
{
    private const string Sent = "sent";
    private const string NotSent = "not-sent";

    /// <summary>
    /// 200 when it is written down; 404 when there is nothing to settle; 409 when it is to be sent again and cannot be now.
    /// </summary>
    public static async Task<Results<JsonHttpResult<SettlementResponse>, Problem>> PostAsync(
        string id, HttpRequest request, CampaignRunner runner, CancellationToken cancel)
    {
        if (RouteIds.CheckMessage(id, "id") is { } invalid)
            return invalid;
        var body = await JsonBody.ReadAsync(request, cancel);
        if (!body.TryParse(out var root, out var problem))
            return problem;
        var log = new ProblemLog();
        var read = ObjectReader.Of(root, "", log, "outcome", "because", "again");
        var outcome = read?.Require("outcome", $"\"{Sent}\" or \"{NotSent}\"").Text("outcome");
        var because = read?.Require("because", "how that is known, in words").Text("because");
        var again = read?.Boolean("again") ?? false;
        if (outcome is not (null or Sent or NotSent))
            log.Add("/outcome", "unknown-value", $"expected \"{Sent}\" or \"{NotSent}\", found \"{RouteIds.Shorten(outcome)}\"");
        if (because is not null && (because.Trim().Length is 0 or > Settlement.MaxBecause || because.Any(char.IsControl)))
            log.Add("/because", "bad-text", $"expected 1 to {Settlement.MaxBecause} characters on one line");
        if (again && outcome == Sent)
            log.Add("/again", "wrong-combination", "a message that was sent is not sent again");
        if (log.Any)
            return log.ToProblem();

        var by = request.HttpContext.Features.Get<ApiCaller>()?.Name ?? "an unnamed caller";
        var result = await new MessageSettlement(runner).SettleAsync(
            new(id), new Settlement(outcome == Sent, because!.Trim(), by) { Again = again }, cancel);
        return result switch
        {
            SettlementResult.Settled settled => TypedResults.Json(new SettlementResponse(id, outcome!, settled.Queued), ApiJson.Options),
            SettlementResult.NotAgain { Why: ResendResult.Deferred later } => Problem.Conflict(
                "not-yet", $"The contact policy allows it again at {later.Until} ({later.Reason}). Nothing was changed: ask again then, or " +
                $"settle it without \"again\"."),
            SettlementResult.NotAgain { Why: ResendResult.Refused refused } => Problem.Conflict(
                "not-again", $"It cannot be sent again ({refused.Reason}). Nothing was changed: settle it without \"again\"."),
            _ => Problem.NotFound(
                "not-unknown", "There is no message with this id of which it is unknown whether it was sent; it may have been settled."),
        };
    }
}

/// <summary>What was settled.</summary>
/// <param name="Id">The message.</param>
/// <param name="Outcome"><c>sent</c> or <c>not-sent</c>.</param>
/// <param name="Queued">Whether it is queued to be sent again.</param>
public sealed record SettlementResponse(string Id, string Outcome, bool Queued);
