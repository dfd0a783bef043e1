using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Preferences;
using Campaigns.Model.Events;
using Campaigns.Model.Messages;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Preferences;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Intake;

/// <summary>
/// Reads what a customer answered to a message, whichever gateway and door it came by: to be left alone, to be written to again, or help.
/// </summary>
internal static class ReplyReader
{
    /// <summary>What the event amounts to: an answer that refuses is a <c>customer.refused</c>; every other one stays what it is.</summary>
    public static CustomerEvent Read(CustomerSession session, CustomerEvent @event)
    {
        if (@event.Type != EventTypes.MessageReplied || session.Record.Profile.ErasedAt is not null)
            return @event;
        var channel = MessageReportHandler.ChannelOf(session, @event);
        var meaning = @event.Data.Text("text") is { } text ? session.Replies.Read(text) : ReplyMeaning.None;
        if (meaning == ReplyMeaning.Stop)
            return Refusal(@event, channel);
        if (meaning != ReplyMeaning.Start || !PreferenceEventHandler.LiftRefusals(
            session, @event, channel is { } one ? [one] : Channel.Contactable, Consent.ByReply(channel)))
            Record(session, @event, channel, meaning);
        return @event;
    }

    /// <summary>Of the channel it came by; who answers nobody knows what means all of them.</summary>
    private static CustomerEvent Refusal(CustomerEvent reply, Channel? channel) => reply with
    {
        Type = EventTypes.CustomerRefused,
        Data = AttributeBag.Of(
        [
            new("channel", channel?.Name), new("purpose", RightsEvent.Marketing), new("how", Consent.ByReply(channel)),
            new("message_id", reply.Message?.Value),
        ]),
    };

    /// <summary>The text itself stays out: it may say anything about the customer.</summary>
    private static void Record(CustomerSession session, CustomerEvent reply, Channel? channel, ReplyMeaning meaning)
    {
        var entry = reply.Message is { } message ? session.Record.Ledger.Find(message) : null;
        session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Replied)
        {
            Message = reply.Message,
            Journey = entry?.Enrollment.Journey,
            Enrollment = entry?.Enrollment,
            Step = entry?.Step,
            Channel = channel,
            Reason = meaning == ReplyMeaning.None ? null : meaning.ToString().ToLowerInvariant(),
        });
    }
}
