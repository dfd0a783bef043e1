using Campaigns.Decisions.Contacts;
using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Contacts;

/// <summary>
/// When a message is sent by choice, where the contact policy leaves one: at the customer's best hour, at the journey's pace.
/// </summary>
internal static class SendTiming
{
    private const int SecondsOfHour = 3600;
    private static readonly Duration MaxWait = Duration.FromHours(24);

    /// <summary>Decides, and says by which choice the message waits: <c>best-hour</c>, <c>pace</c> or null.</summary>
    public static (ContactResult Answer, string? Choice) Decide(
        CustomerSession session, JourneyDefinition journey, SendStep send, ContactRequest request, ContactLedger ledger)
    {
        ContactResult Ask(Instant? notBefore) => ContactDecision.Decide(
            request with { NotBefore = notBefore }, ledger, session.Record.Profile, session.PersonalPolicy, session.Instant);
        if (send.Time == SendTime.Best && BestHour(session, request) is { } best && Ask(best) is ContactResult.Reserved reserved
            && reserved.At >= session.Instant)
        {
            // Paced too: it takes its turn among those of that hour when the hour has come.
            return journey.SendRate is null
                ? (reserved, reserved.At == best ? ContactReason.BestHour : null)
                : (new ContactResult.Deferred(best, new(ContactReason.BestHour)) { Channel = reserved.Channel }, ContactReason.BestHour);
        }

        var answer = Ask(null);
        return journey.SendRate is { } sendRate && answer is ContactResult.Reserved now
            && ledger.Find(request.Message) is not { Counts: true }
            ? AtSendRate(session, sendRate, request, now, Ask)
            : (answer, null);
    }

    private static (ContactResult Answer, string? Choice) AtSendRate(
        CustomerSession session, SendRate sendRate, ContactRequest request, ContactResult.Reserved now, Func<Instant?, ContactResult> ask)
    {
        if (session.SendRateLeases.TryAcquire(request.Journey, sendRate, session.Instant) is not { } turn)
            return (new ContactResult.Deferred(session.Instant, new(ContactReason.Pace)),
                ContactReason.Pace); // decided again with one in hand
        if (turn <= session.Instant)
            return (now, null);
        // Whoever says not to wait for the rules still waits for the turn. Forbidden by then, it asks for another later.
        return turn <= request.Deadline
            ? (ask(turn), ContactReason.Pace)
            : (new ContactResult.Refused(new(ContactReason.Pace) { Frees = turn }, Blocked: true), ContactReason.Pace);
    }

    /// <summary>When the customer's best hour begins next, and a part of it that is the customer's own; null: now is as good.</summary>
    private static Instant? BestHour(CustomerSession session, ContactRequest request)
    {
        if (session.Record.Profile.ResponseHours?.BestAt(session.Instant) is not { } hour || session.Now.Hour == hour)
            return null;
        var day = session.Now.Hour < hour ? session.Now.Date : session.Now.Date.PlusDays(1);
        var at = LocalClock.At(day, new LocalTime(hour, 0), session.Now.Zone)
            + Duration.FromSeconds((long)(StableHash.Of($"best-hour/{session.Record.Id}") % SecondsOfHour));
        return at > session.Instant && at <= session.Instant + MaxWait && at <= request.Deadline ? at : null;
    }
}
