using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Workflows;
using Campaigns.Workflows.Customers;
using Campaigns.Workflows.Json;
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
            if (ReadOne(ObjectReader.Of(item, JsonPointers.Append("/consents", index++), log, "channel", "purpose", "granted", "at", "how", "text_version"), now, log) is { } consent)
                consents.Add(consent);
        }

        return consents;
    }

    private static Consent? ReadOne(ObjectReader? consent, Instant now, ProblemLog log)
    {
        if (consent is null)
            return null;
        consent.Require("channel", $"one of {Spelling.OneOf(Channels)}").Require("granted", "true or false");
        var channel = consent.Text("channel");
        if (channel is not null && !Channels.Contains(channel))
            log.Add(consent.PointerTo("channel"), "unknown-channel", $"there is no channel \"{RouteIds.Shorten(channel)}\"{Spelling.Hint(RouteIds.Shorten(channel), Channels)}");
        var (granted, purpose, how, version) = (consent.Boolean("granted"), consent.Text("purpose"), consent.Text("how"), consent.Text("text_version"));
        var at = consent.Time("at") ?? now;
        if (at > now + Ahead)
            log.Add(consent.PointerTo("at"), "in-the-future", $"expected an instant that has passed, found {at}");
        return channel is null || granted is null ? null : new Consent(new Channel(channel), purpose ?? "marketing", granted.Value, at, how ?? "api", version);
    }

    private static IReadOnlyCollection<string> Channels { get; } = [.. Channel.Contactable.Select(channel => channel.Name)];
}
