using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Preferences;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Intake;

/// <summary>
/// Delivery reports and reactions: <c>message.delivered</c>, <c>opened</c>, <c>clicked</c>, <c>bounced</c>, <c>complained</c>.
/// </summary>
internal static class MessageReportHandler
{
    public static void Apply(CustomerSession session, CustomerEvent @event)
    {
        var kind = @event.Type switch
        {
            EventTypes.MessageDelivered => TimelineEventKind.Delivered,
            EventTypes.MessageOpened => TimelineEventKind.Opened,
            EventTypes.MessageClicked => TimelineEventKind.Clicked,
            EventTypes.MessageBounced or EventTypes.MessageComplained => TimelineEventKind.Failed,
            _ => null,
        };
        // A report names its message; a complaint or a bounce is heard all the same where it names the channel or the address only.
        if (kind is null || (@event.Message is null && kind != TimelineEventKind.Failed))
            return;
        var entry = EntryOf(session, @event);
        var channel = ChannelOf(session, @event);
        var enrollment = entry is null ? null : session.Record.Enrollments.GetValueOrDefault(entry.Enrollment);
        var version = entry is null ? null : session.VersionOf(entry.Enrollment); // reports come when it is over, too
        var (reason, words) = kind == TimelineEventKind.Failed ? ReasonOf(@event) : (null, null);
        session.Record.Add(new TimelineEvent(session.Instant, kind)
        {
            Message = @event.Message,
            Journey = entry?.Enrollment.Journey,
            Enrollment = entry?.Enrollment,
            Step = entry?.Step,
            Channel = channel,
            Version = version,
            Policy = enrollment?.Policy,
            Reason = reason,
            Detail = words is null ? null : AttributeBag.Of([new(DeliveryReason.WordsDetail, words)]),
        });
        if (entry?.Status == ContactStatus.Unknown)
            Settlements.Sent(session, entry, version, by: "report", because: null);
        if (kind == TimelineEventKind.Failed)
            Fail(session, @event, entry, channel, reason);
        else if (entry is not null)
            AddressSuppression.RecordDelivery(session, entry.Channel);
        if (entry is not null && kind is TimelineEventKind.Opened or TimelineEventKind.Clicked)
            RecordResponseHour(session, @event);
    }

    /// <summary>By which channel the message went that an event is about; null: neither the ledger nor the event knows.</summary>
    public static Channel? ChannelOf(CustomerSession session, CustomerEvent @event) =>
        EntryOf(session, @event)?.Channel is { } sent ? sent
        : @event.Data.Text("channel") is { } name && Channel.Contactable.Contains(new Channel(name)) ? new Channel(name)
        : null;

    private static LedgerEntry? EntryOf(CustomerSession session, CustomerEvent @event) =>
        @event.Message is { } message ? session.Record.Ledger.Find(message) : null;

    private static (string? Code, string? Words) ReasonOf(CustomerEvent @event) => DeliveryReason.Classify(
        @event.Data.Text("reason"),
        @event.Type == EventTypes.MessageComplained ? DeliveryReason.Complained : DeliveryReason.Bounced);

    private static void Fail(CustomerSession session, CustomerEvent @event, LedgerEntry? entry, Channel? channel, string? reason)
    {
        if (session.Record.Profile.ErasedAt is not null)
            return;
        var complained = @event.Type == EventTypes.MessageComplained;
        var refused = complained || RecipientRefusal.Is(reason);
        if (refused)
            PreferenceEventHandler.Refuse(session, channel is { } one ? [one] : Channel.Contactable, @event.Time,
                complained ? DeliveryReason.Complaint : HowBlocked(channel), PreferenceEventHandler.Evidence(@event));
        if (channel is not { } by || AddressOf(session, @event, entry, by) is not { } address)
            return;
        if (complained)
            AddressSuppression.Add(session, new(by, address, DeliveryReason.Complaint, @event.Time));
        else if (@event.Data.Text("kind") == "soft")
            AddressSuppression.RecordSoftBounce(session, by, address, @event.Time);
        else if (!refused || @event.Data.Text("kind") == "hard") // who does not want our messages has an address all the same
            AddressSuppression.Add(session, new(by, address, DeliveryReason.HardBounce, @event.Time));
    }

    /// <summary>How a refusal came that a provider told of.</summary>
    public static string HowBlocked(Channel? channel) => channel == Channel.Sms ? Consent.CarrierOptOut : "recipient-block";

    /// <summary>
    /// The address that a report is about: the one it names, or that the message went to, which the customer may not have any more. Null:
    /// nobody knows, so none is suppressed.
    /// </summary>
    private static string? AddressOf(CustomerSession session, CustomerEvent @event, LedgerEntry? entry, Channel channel)
    {
        if (@event.Data.Text("address") is { } named)
            return named;
        if (entry is null)
            return null;
        var current = session.Record.Profile.AddressOf(channel);
        return entry.AddressHash is not { } hash || (current is not null && session.Ids.AddressHash(channel, current) == hash)
            ? current // messages of before this have no hash
            : Suppression.HashMark + hash;
    }

    private static void RecordResponseHour(CustomerSession session, CustomerEvent @event) => session.Record.Set(session.Record.Profile with
    {
        ResponseHours = ResponseHours.Record(session.Record.Profile.ResponseHours, session.Now.Zone.At(@event.Time).Hour, @event.Time),
    });
}
