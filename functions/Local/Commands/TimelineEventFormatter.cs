using System.Globalization;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Local.Commands;

/// <summary>A timeline event in a sentence. The journey is said beside it, so it is left out.</summary>
internal static class TimelineEventFormatter
{
    private static readonly ZonedDateTimePattern Moment = ZonedDateTimePattern.CreateWithInvariantCulture("ddd dd MMM uuuu HH:mm", null);

    /// <summary>How many characters a moment takes.</summary>
    public const int MomentWidth = 21;

    /// <summary>The sentence.</summary>
    public static string Of(TimelineEvent timelineEvent, DateTimeZone zone)
    {
        var step = timelineEvent.Step?.Value ?? "a message";
        var by = timelineEvent.Channel is { } channel ? $" by {channel}" : "";
        var why = DisplayText.Reason(timelineEvent.Reason);
        return timelineEvent.Kind switch
        {
            TimelineEventKind.Entered =>
                $"entered{(timelineEvent.Policy is { } policy ? $" for policy {policy}" : "")}{(timelineEvent.Detail?["holdout"] is true ? ", in the holdout group: will not be contacted" : "")}",
            TimelineEventKind.Planned => $"planned {step}{by} for {At(timelineEvent.Detail, "at", zone)}",
            TimelineEventKind.Reserved => $"reserved {step}{by}",
            TimelineEventKind.Deferred =>
                $"deferred {step}: {why}{Numbers(timelineEvent)}; retried {At(timelineEvent.Detail, "until", zone)}",
            TimelineEventKind.Refused => $"did not send {step}: {why}{Numbers(timelineEvent)}",
            TimelineEventKind.Bumped => $"{step}{by} was displaced: {why}",
            TimelineEventKind.Released => $"withdrew {step}{by}: {why}",
            TimelineEventKind.Sent => $"sent {step}{by}"
                + (timelineEvent.Detail?.Text("template") is { } template ? $" ({template}, {timelineEvent.Detail.Text("locale")})" : ""),
            TimelineEventKind.Delivered => $"{step} was delivered{by}",
            TimelineEventKind.Opened => $"the customer opened {step}",
            TimelineEventKind.Clicked => $"the customer clicked in {step}",
            TimelineEventKind.Failed => $"{step} failed{by}: {why}{Words(timelineEvent)}",
            TimelineEventKind.Unavailable =>
                $"{step} could not be handed over{by}: {why}; next try set for {At(timelineEvent.Detail, "until", zone)}",
            TimelineEventKind.Unknown => $"unknown whether {step} was sent{by}: {why}{Words(timelineEvent)}",
            TimelineEventKind.Settled =>
                $"{step} was {(timelineEvent.Reason == "sent" ? "sent" : "not sent")}{by}, says {timelineEvent.Detail?.Text("by")}"
                + $"{(timelineEvent.Detail?.Text("because") is { } because ? $": {because}" : "")}"
                + $"{(timelineEvent.Detail?["again"] is true ? "; it is sent again" : "")}",
            TimelineEventKind.Task => $"created a task for the agent: {step}",
            TimelineEventKind.Converted =>
                $"goal " +
                $"reached: {why}{(timelineEvent.Detail?["value"] is decimal value ? $", value {value.ToString("#,0.##", CultureInfo.InvariantCulture)}" : "")}",
            TimelineEventKind.Exited => $"exited: {why}",
            TimelineEventKind.Migrated => $"moved from version {timelineEvent.Detail?["from"]} to {timelineEvent.Detail?["to"]}"
                + (timelineEvent.Detail?.Text("moved_from") is { } old ? $", from {old} to {step}" : ""),
            TimelineEventKind.Ended => $"ended: {why}",
            TimelineEventKind.Held => timelineEvent.Reason == ContactReason.Resumed
                ? "resumed: the other journey has ended"
                : $"held: {why}",
            TimelineEventKind.Event =>
                timelineEvent.Step is null ? $"received {timelineEvent.Reason}" : $"received {timelineEvent.Reason}, awaited by '{step}'",
            TimelineEventKind.Warning => $"warning: {timelineEvent.Reason ?? "unexpected data"}",
            TimelineEventKind.Faulted => $"something failed and is tried again: {why}{Work(timelineEvent)}",
            TimelineEventKind.Parked => $"given up after several attempts, now a dead letter: {why}{Work(timelineEvent)}",
            TimelineEventKind.Replied => timelineEvent.Reason switch
            {
                null => $"the customer answered{by}",
                _ => $"the customer answered{by}: {why}",
            },
            TimelineEventKind.Consent when timelineEvent.Reason == "lifted" =>
                $"the customer took back the refusal of {timelineEvent.Detail?.Text("purpose")}{by}{How(timelineEvent)}",
            TimelineEventKind.Consent =>
                $"the " +
                $"customer {(timelineEvent.Reason == "granted" ? "agreed to" : "refused")} {timelineEvent.Detail?.Text("purpose")}{by}{How(timelineEvent)}",
            TimelineEventKind.DoNotDisturb => $"the customer turned do-not-disturb {timelineEvent.Reason}{How(timelineEvent)}",
            TimelineEventKind.Preferences => $"the customer set preferences{How(timelineEvent)}",
            TimelineEventKind.Suppressed =>
                $"the address was " +
                $"suppressed{by}: {why}{(timelineEvent.Detail?.Text("until") is null ? "" : $", until {At(timelineEvent.Detail, "until", zone)}")}",
            TimelineEventKind.Unsuppressed => $"the suppression of the address was removed{by}: {why}",
            TimelineEventKind.Published => $"published an event{(timelineEvent.Reason is null ? "" : $": {why}")}",
            _ => string.Join(' ', new[] { timelineEvent.Kind, timelineEvent.Step?.Value, why }.Where(part => !string.IsNullOrEmpty(part))),
        };
    }

    private static string Work(TimelineEvent timelineEvent) => timelineEvent.Detail?.Text("work_id") is { } id ? $" ({id})" : "";

    /// <summary>A colour of the console.</summary>
    public static string Colour(TimelineEvent timelineEvent) => timelineEvent.Kind switch
    {
        TimelineEventKind.Sent or TimelineEventKind.Task => "green",
        TimelineEventKind.Converted => "bold green",
        TimelineEventKind.Clicked or TimelineEventKind.Opened => "aqua",
        TimelineEventKind.Deferred or TimelineEventKind.Refused or TimelineEventKind.Released or TimelineEventKind.Bumped
            or TimelineEventKind.Failed or TimelineEventKind.Unavailable or TimelineEventKind.Unknown or TimelineEventKind.Warning
            or TimelineEventKind.Faulted => "yellow",
        TimelineEventKind.Parked => "red",
        TimelineEventKind.Delivered or TimelineEventKind.Planned or TimelineEventKind.Reserved => "grey",
        _ => "default",
    };

    /// <summary>A moment on the customer's own clock.</summary>
    public static string At(Instant instant, DateTimeZone zone) => Moment.Format(instant.InZone(zone));

    private static string At(AttributeBag? detail, string name, DateTimeZone zone) =>
        detail?.Text(name) is { } text && InstantPattern.ExtendedIso.Parse(text) is { Success: true, Value: var at } ? At(at, zone)
        : "later";

    private static string How(TimelineEvent timelineEvent) => timelineEvent.Detail?.Text("how") is { } how ? $" ({how})" : "";

    private static string Words(TimelineEvent timelineEvent) =>
        timelineEvent.Detail?.Text(DeliveryReason.WordsDetail) is { } words ? $" ({words})" : "";

    private static string Numbers(TimelineEvent timelineEvent) => timelineEvent.Detail?["limit"] is decimal limit
        ? $" ({(timelineEvent.Detail["used"] as IReadOnlyCollection<string>)?.Count ?? 0} " +
        $"of {limit.ToString(CultureInfo.InvariantCulture)})"
        : "";
}
