using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Preferences;
using Campaigns.Model.Events;
using NodaTime;

namespace Campaigns.Api.Customers;

/// <summary>Reads the consents of a customer, each with its evidence.</summary>
internal static class ConsentReader
{
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
        var (channel, granted, purpose) = (consent.Text("channel"), consent.Boolean("granted"), consent.Text("purpose") ?? RightsEvent.Marketing);
        var (how, version) = (consent.Text("how"), consent.Text("text_version"));
        var at = Past(consent, now, log);
        if (channel is null)
            return null;
        RightsChecks.Check(granted == true ? EventTypes.CustomerConsented : EventTypes.CustomerRefused,
            [new("channel", channel), new("purpose", purpose)], consent.PointerTo, log);
        return granted is null ? null : new Consent(new Channel(channel), purpose, granted.Value, at, how ?? "api", version);
    }

    /// <summary>When an answer was given; now where it does not tell.</summary>
    public static Instant Past(ObjectReader answer, Instant now, ProblemLog log)
    {
        var at = answer.Time("at") ?? now;
        if (EventClock.IsAhead(at, now))
            log.Add(answer.PointerTo("at"), "in-the-future", $"expected an instant in the past, found {at}");
        return at;
    }

    /// <summary>The channels a customer may be reached by.</summary>
    public static IReadOnlyCollection<string> Channels { get; } = [.. Channel.Contactable.Select(channel => channel.Name)];
}
