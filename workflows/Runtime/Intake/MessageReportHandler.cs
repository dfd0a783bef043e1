using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Events;
using Campaigns.Model.Timeline;
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
        if (@event.Message is not { } message)
            return;
        var kind = @event.Type switch
        {
            EventTypes.MessageDelivered => TimelineEventKind.Delivered,
            EventTypes.MessageOpened => TimelineEventKind.Opened,
            EventTypes.MessageClicked => TimelineEventKind.Clicked,
            EventTypes.MessageBounced or EventTypes.MessageComplained => TimelineEventKind.Failed,
            _ => null,
        };
        if (kind is null)
            return;
        var entry = session.Record.Ledger.Find(message);
        var enrollment = entry is null ? null : session.Record.Enrollments.GetValueOrDefault(entry.Enrollment);
        var (reason, words) = kind == TimelineEventKind.Failed ? ReasonOf(@event) : (null, null);
        session.Record.Add(new TimelineEvent(session.Instant, kind)
        {
            Message = message,
            Journey = entry?.Enrollment.Journey,
            Enrollment = entry?.Enrollment,
            Step = entry?.Step,
            Channel = entry?.Channel,
            Version = enrollment?.Version,
            Policy = enrollment?.Policy,
            Reason = reason,
            Detail = words is null ? null : AttributeBag.Of([new(DeliveryReason.WordsDetail, words)]),
        });
        if (entry is null)
            return;
        if (kind == TimelineEventKind.Failed)
            Suppress(session, entry.Channel, @event);
        else
            AddressSuppression.RecordDelivery(session, entry.Channel);
        if (kind is TimelineEventKind.Opened or TimelineEventKind.Clicked)
            RecordResponseHour(session, @event);
    }

    private static (string? Code, string? Words) ReasonOf(CustomerEvent @event) => DeliveryReason.Classify(
        @event.Data.Text("reason"),
        @event.Type == EventTypes.MessageComplained ? DeliveryReason.Complained : DeliveryReason.Bounced);

    private static void Suppress(CustomerSession session, Channel channel, CustomerEvent @event)
    {
        if (session.Record.Profile.ErasedAt is not null || session.Record.Profile.AddressOf(channel) is not { } address)
            return;
        if (@event.Type == EventTypes.MessageComplained)
        {
            AddressSuppression.Add(session, new(channel, address, DeliveryReason.Complaint, @event.Time));
            session.Record.Set(session.Record.Profile.With(
                new Consent(channel, "marketing", false, @event.Time, DeliveryReason.Complaint)
                { Source = PreferenceEventHandler.Evidence(@event) }));
            session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Consent)
            {
                Channel = channel,
                Reason = "refused",
                Detail = AttributeBag.Of(
                    [new("purpose", "marketing"), new("at", @event.Time.ToString()), new("how", DeliveryReason.Complaint),
                        new("source", PreferenceEventHandler.Evidence(@event))]),
            });
        }
        else if (@event.Data.Text("kind") == "soft")
            AddressSuppression.RecordSoftBounce(session, channel, address, @event.Time);
        else
            AddressSuppression.Add(session, new(channel, address, DeliveryReason.HardBounce, @event.Time));
    }

    private static void RecordResponseHour(CustomerSession session, CustomerEvent @event) => session.Record.Set(session.Record.Profile with
    {
        ResponseHours = ResponseHours.Record(session.Record.Profile.ResponseHours, session.Now.Zone.At(@event.Time).Hour, @event.Time),
    });
}
