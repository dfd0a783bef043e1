using Campaigns.Decisions.Contacts;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Contacts;

/// <summary>What becomes known of a message of which nobody knew whether it was sent.</summary>
internal static class Settlements
{
    /// <summary>The reason of <see cref="TimelineEventKind.Settled"/> when it was sent.</summary>
    public const string WasSent = "sent";

    /// <summary>The reason when it was not.</summary>
    public const string WasNotSent = "not-sent";

    /// <summary>It was sent: it counts from the time of the attempt, as before, and nobody need look for it any more.</summary>
    /// <param name="session">The unit of work.</param>
    /// <param name="entry">The message.</param>
    /// <param name="version">The version of its journey; null: not known here.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="because">What makes them think so; null: nothing more than that.</param>
    public static void Sent(CustomerSession session, LedgerEntry entry, int? version, string by, string? because)
    {
        session.Record.Set(session.Record.Ledger.With(entry with { Status = ContactStatus.Sent }));
        session.Known.Add(entry.Message);
        session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Settled)
        {
            Journey = entry.Enrollment.Journey,
            Version = version,
            Enrollment = entry.Enrollment,
            Step = entry.Step,
            Channel = entry.Channel,
            Message = entry.Message,
            Reason = WasSent,
            Detail = Detail(by, because, again: false, takesBackFirst: false),
        });
    }

    /// <summary>Who decided, and why.</summary>
    /// <param name="by">Who.</param>
    /// <param name="because">Why, in their words.</param>
    /// <param name="again">Whether it is to be sent once more.</param>
    /// <param name="takesBackFirst">Whether its enrollment was counted as contacted by this message alone.</param>
    public static AttributeBag Detail(string by, string? because, bool again, bool takesBackFirst) => AttributeBag.Of(
        [new("by", by), new("because", because), new("again", again ? true : null), new("first", takesBackFirst ? true : null)]);
}
