using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Delivery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace Campaigns.Api.Messages;

/// <summary><c>GET /api/messages?state=unknown</c>: the messages of which nobody knows whether they were sent.</summary>
public static class UnknownReads
{
    private const string Unknown = "unknown";

    /// <summary>A page, in the order of ids. <c>?take=</c> and <c>?after=</c> page.</summary>
    public static async Task<Results<JsonHttpResult<MessagePage>, Problem>> GetAsync(
        HttpRequest request, CampaignRunner runner, CancellationToken cancel)
    {
        if (request.Query["state"].ToString() is var state && state != Unknown)
        {
            var found = state.Length == 0 ? "" : $", not \"{RouteIds.Shorten(state)}\"";
            return RouteIds.Bad("state", "bad-query", $"\"state\" must be \"{Unknown}\", the only state that can be listed{found}.");
        }

        if (Query.Whole(request, "take", MessageSettlement.MaxPage, 1, MessageSettlement.MaxPage, out var take) is { } badTake)
            return badTake;
        var after = request.Query["after"].ToString();
        if (after.Length > 0 && RouteIds.CheckMessage(after, "after") is { } badAfter)
            return badAfter;
        var page = await new MessageSettlement(runner).ListAsync(after.Length == 0 ? null : after, take, cancel);
        return TypedResults.Json(new MessagePage([.. page.Messages.Select(MessageView.Of)], page.Next), ApiJson.Options);
    }
}

/// <summary>A page of messages.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; absent on the last.</param>
public sealed record MessagePage(IReadOnlyList<MessageView> Messages, string? Next);

/// <summary>A message of which nobody knows whether it was sent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Customer">Whose.</param>
/// <param name="Channel">By which channel.</param>
/// <param name="Journey">The journey that sends it.</param>
/// <param name="Enrollment">The enrollment.</param>
/// <param name="Step">The step.</param>
/// <param name="Since">When it became unknown.</param>
/// <param name="Reason">Why: a code of a provider's failure.</param>
/// <param name="Provider">The provider that was asked, where known.</param>
public sealed record MessageView(
    MessageId Id, CustomerId Customer, Channel Channel, JourneyId Journey, EnrollmentId Enrollment, StepId Step, Instant Since,
    string? Reason, string? Provider)
{
    internal static MessageView Of(UnknownMessage message) => new(
        message.Message, message.Customer, message.Channel, message.Enrollment.Journey, message.Enrollment, message.Step, message.Since,
        message.Reason, message.Provider);
}
