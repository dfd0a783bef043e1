using System.Globalization;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Local.Commands;

/// <summary>A fact in a sentence. The journey is said beside it, so it is left out.</summary>
internal static class FactWords
{
    private static readonly ZonedDateTimePattern Moment = ZonedDateTimePattern.CreateWithInvariantCulture("ddd dd MMM uuuu HH:mm", null);

    /// <summary>The sentence.</summary>
    public static string Of(Fact fact, DateTimeZone zone)
    {
        var step = fact.Step?.Value ?? "a message";
        var by = fact.Channel is { } channel ? $" by {channel}" : "";
        var why = Words.Reason(fact.Reason);
        return fact.Kind switch
        {
            FactKind.Entered => $"entered{(fact.Policy is { } policy ? $" for policy {policy}" : "")}{(fact.Detail?["holdout"] is true ? ", in the holdout group: will not be contacted" : "")}",
            FactKind.Planned => $"planned {step}{by} for {At(fact.Detail, "at", zone)}",
            FactKind.Reserved => $"reserved {step}{by}",
            FactKind.Deferred => $"deferred {step}: {why}{Numbers(fact)}; retried {At(fact.Detail, "until", zone)}",
            FactKind.Refused => $"did not send {step}: {why}{Numbers(fact)}",
            FactKind.Bumped => $"{step}{by} was displaced: {why}",
            FactKind.Released => $"withdrew {step}{by}: {why}",
            FactKind.Sent => $"sent {step}{by} ({fact.Detail?.Text("template")}, {fact.Detail?.Text("locale")})",
            FactKind.Delivered => $"{step} was delivered{by}",
            FactKind.Opened => $"the customer opened {step}",
            FactKind.Clicked => $"the customer clicked in {step}",
            FactKind.Failed => $"{step} failed{by}: {why}",
            FactKind.Unknown => $"unknown whether {step} was sent{by}: {why}",
            FactKind.Task => $"created a task for the agent: {step}",
            FactKind.Converted => $"goal reached: {why}{(fact.Detail?["value"] is decimal value ? $", value {value.ToString("#,0.##", CultureInfo.InvariantCulture)}" : "")}",
            FactKind.Exited => $"exited: {why}",
            FactKind.Ended => $"ended: {why}",
            FactKind.Held => fact.Reason == "resumed" ? "resumed: the other journey has ended" : $"held: {why}",
            FactKind.Event => fact.Step is null ? $"received {fact.Reason}" : $"received {fact.Reason}, awaited by '{step}'",
            FactKind.Warning => $"warning: {fact.Reason ?? "unexpected data"}",
            FactKind.Consent => $"the customer {(fact.Reason == "granted" ? "agreed to" : "refused")} {fact.Detail?.Text("purpose")}{by}{How(fact)}",
            FactKind.DoNotDisturb => $"the customer turned do-not-disturb {fact.Reason}{How(fact)}",
            FactKind.Preferences => $"the customer set preferences{How(fact)}",
            FactKind.Suppressed => $"the address was suppressed{by}: {why}{(fact.Detail?.Text("until") is null ? "" : $", until {At(fact.Detail, "until", zone)}")}",
            FactKind.Unsuppressed => $"the suppression of the address was removed{by}: {why}",
            FactKind.Published => $"published an event{(fact.Reason is null ? "" : $": {why}")}",
            _ => string.Join(' ', new[] { fact.Kind, fact.Step?.Value, why }.Where(part => !string.IsNullOrEmpty(part))),
        };
    }

    /// <summary>A colour of the console.</summary>
    public static string Colour(Fact fact) => fact.Kind switch
    {
        FactKind.Sent or FactKind.Task => "green",
        FactKind.Converted => "bold green",
        FactKind.Clicked or FactKind.Opened => "aqua",
        FactKind.Deferred or FactKind.Refused or FactKind.Released or FactKind.Bumped or FactKind.Failed or FactKind.Unknown or FactKind.Warning => "yellow",
        FactKind.Delivered or FactKind.Planned or FactKind.Reserved => "grey",
        _ => "default",
    };

    /// <summary>A moment on the customer's own clock.</summary>
    public static string At(Instant instant, DateTimeZone zone) => Moment.Format(instant.InZone(zone));

    private static string At(AttributeBag? detail, string name, DateTimeZone zone) =>
        detail?.Text(name) is { } text && InstantPattern.ExtendedIso.Parse(text) is { Success: true, Value: var at } ? At(at, zone) : "later";

    private static string How(Fact fact) => fact.Detail?.Text("how") is { } how ? $" ({how})" : "";

    private static string Numbers(Fact fact) => fact.Detail?["limit"] is decimal limit
        ? $" ({(fact.Detail["used"] as IReadOnlyCollection<string>)?.Count ?? 0} of {limit.ToString(CultureInfo.InvariantCulture)})"
        : "";
}
