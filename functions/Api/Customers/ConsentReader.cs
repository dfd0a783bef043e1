using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Api.Customers;

/// <summary>Reads the consents of a customer, each with its evidence.</summary>
internal static class ConsentReader
{
    /// <summary>Clocks differ a little; an answer from the future would hide every later one.</summary>
    private static readonly Duration Ahead = Duration.FromMinutes(5);

    public static IReadOnlyList<Consent> Read(ObjectReader customer, Instant now, ProblemLog log)
    {
        var consents = new List<Consent>();
        if (customer.Array("consents") is not { } list)
            return consents;
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (ReadOne(
                ObjectReader.Of(item, JsonPointers.Append("/consents", index++), log, "channel", "purpose", "granted", "at", "how",
                    "text_version"), now, log) is { } consent)
                consents.Add(consent);
        }

        return consents;
    }

    private static Consent? ReadOne(ObjectReader? consent, Instant now, ProblemLog log)
    {
        if (consent is null)
            return null;
        consent.Require("channel", $"one of {Spelling.OneOf(Channels)}").Require("granted", "true or false");
        var channel = ChannelOf(consent, log);
        var (granted, purpose, how, version) =
            (consent.Boolean("granted"), consent.Text("purpose"), consent.Text("how"), consent.Text("text_version"));
        var at = Past(consent, now, log);
        return channel is null || granted is null ? null
            : new Consent(new Channel(channel), purpose ?? "marketing", granted.Value, at, how ?? "api", version);
    }

    /// <summary>When an answer was given; now where it does not tell.</summary>
    public static Instant Past(ObjectReader answer, Instant now, ProblemLog log)
    {
        var at = answer.Time("at") ?? now;
        if (at > now + Ahead)
            log.Add(answer.PointerTo("at"), "in-the-future", $"expected an instant in the past, found {at}");
        return at;
    }

    /// <summary>The channel an answer names; null after logging when there is no such channel.</summary>
    public static string? ChannelOf(ObjectReader answer, ProblemLog log)
    {
        if (answer.Text("channel") is not { } channel || Channels.Contains(channel))
            return answer.Text("channel");
        log.Add(answer.PointerTo("channel"), "unknown-channel",
            $"there is no channel \"{RouteIds.Shorten(channel)}\"{Spelling.Hint(RouteIds.Shorten(channel), Channels)}");
        return null;
    }

    /// <summary>The channels a customer may be reached by.</summary>
    public static IReadOnlyCollection<string> Channels { get; } = [.. Channel.Contactable.Select(channel => channel.Name)];
}
