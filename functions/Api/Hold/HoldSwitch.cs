using Campaigns.Api.Access;
using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Operations;
using Campaigns.Runtime.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Hold;

/// <summary><c>/api/hold</c>: one switch that keeps everything from the providers, or one channel.</summary>
public static class HoldSwitch
{
    /// <summary><c>GET /api/hold</c>: what is held, and who held and released what of late.</summary>
    public static async Task<JsonHttpResult<HoldView>> GetAsync(CampaignLibrary library, CancellationToken cancel)
    {
        await library.FollowHoldAsync(cancel);
        return await ViewAsync(library, cancel);
    }

    /// <summary>
    /// <c>PUT /api/hold</c>: holds; what is held already stays as it is. The body may say <c>because</c> and <c>channel</c>.
    /// </summary>
    public static async Task<Results<JsonHttpResult<HoldView>, Problem>> PutAsync(
        HttpRequest request, CampaignLibrary library, CancellationToken cancel)
    {
        var body = await JsonBody.ReadAnyAsync(request, cancel);
        if (body.Problem is { } unreadable)
            return unreadable;
        string? because = null;
        Channel? channel = null;
        if (body.Bytes.Length > 0) // whoever is in a hurry sends none
        {
            if (!JsonBody.IsJson(request.ContentType))
                return JsonBody.WrongType(request.ContentType, "application/json");
            if (!body.TryParse(out var root, out var problem))
                return problem;
            var log = new ProblemLog();
            var read = ObjectReader.Of(root, "", log, "because", "channel");
            because = BecauseReader.Read(read, log);
            if (read?.Text("channel") is { } name && !TryChannel(name, out channel))
                log.Add("/channel", "unknown-value", Expected(name));
            if (log.Any)
                return log.ToProblem();
        }

        await library.HoldAsync(channel, ApiCaller.NameOf(request), because, cancel);
        return await ViewAsync(library, cancel);
    }

    /// <summary><c>DELETE /api/hold</c>: releases everything, or the channel of <c>?channel=</c>.</summary>
    public static async Task<Results<JsonHttpResult<HoldView>, Problem>> DeleteAsync(
        HttpRequest request, CampaignLibrary library, CancellationToken cancel)
    {
        Channel? channel = null;
        if (request.Query.TryGetValue("channel", out var name) && !TryChannel(name.ToString(), out channel))
            return RouteIds.Bad("channel", "bad-query", Expected(name.ToString()));
        await library.ReleaseAsync(channel, ApiCaller.NameOf(request), cancel);
        return await ViewAsync(library, cancel);
    }

    private static async Task<JsonHttpResult<HoldView>> ViewAsync(CampaignLibrary library, CancellationToken cancel) => TypedResults.Json(
        new HoldView(
            [.. library.Hold.Held.Select(HeldView.Of)],
            [.. (await library.HoldChangesAsync(cancel)).Select(change =>
                new HoldChangeView(change.At, change.Released, change.Channel?.Name ?? HeldView.Everything, change.By, change.Because))]),
        ApiJson.Options);

    private static bool TryChannel(string name, out Channel? channel)
    {
        channel = new Channel(name);
        return Channel.Contactable.Append(Channel.Agent).Any(known => known.Name == name);
    }

    private static string Expected(string found) =>
        $"expected one of {string.Join(", ", Channel.Contactable.Append(Channel.Agent))}, found \"{RouteIds.Shorten(found)}\"";
}
