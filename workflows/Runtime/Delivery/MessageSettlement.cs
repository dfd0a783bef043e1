using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Contacts;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Delivery;

/// <summary>
/// The messages of which nobody knows whether their provider took them: to be listed, and settled by somebody who has found out, for
/// example in the provider's own records.
/// </summary>
/// <param name="runner">Does the units of work.</param>
public sealed class MessageSettlement(CampaignRunner runner)
{
    /// <summary>The most of one page.</summary>
    public const int MaxPage = 100;

    private const int MaxConcurrency = 8;

    /// <summary>By then the unit of work that noted a message is saved, or never will be.</summary>
    private static readonly Duration Abandoned = Duration.FromHours(1);

    /// <summary>A page of the messages, in the order of their ids. It costs as much as there are on the page.</summary>
    /// <param name="after">Where the page before ended; null: the first page.</param>
    /// <param name="take">How many are looked at, up to <see cref="MaxPage"/>.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<UnknownPage> ListAsync(string? after, int take, CancellationToken cancel)
    {
        var noted = await runner.Customers.Unknown.PageAsync(after, take, cancel);
        var isOpen = new bool[noted.Count];
        await Parallel.ForAsync(0, noted.Count, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel },
            async (i, token) => isOpen[i] = await IsOpenAsync(noted[i], token));
        return new([.. noted.Where((_, i) => isOpen[i])], noted.Count == take ? noted[^1].Message.Value : null);
    }

    /// <summary>Writes down what became of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="settlement">What, by whom and why.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<SettlementResult> SettleAsync(MessageId message, Settlement settlement, CancellationToken cancel)
    {
        if (await runner.Customers.Unknown.FindAsync(message, cancel) is not { } unknown)
            return new SettlementResult.NotUnknown();
        var record = await runner.Customers.LoadAsync(unknown.Customer, cancel);
        EnrollmentRecord? over = null;
        var left = false;
        if (!record.Enrollments.ContainsKey(unknown.Enrollment))
        {
            over = await runner.Customers.FindFinishedAsync(unknown.Customer, unknown.Enrollment, cancel);
            left = settlement.Again && await HasLeftAsync(record, unknown.Enrollment, cancel);
        }

        SettlementResult answer = new SettlementResult.NotUnknown();
        var session = await runner.Units.RunAsync(unknown.Customer, session =>
            answer = Settle(session, unknown, settlement, over, left), cancel, record);
        if (session is null)
        {
            // It was settled before, and the process ended before it was forgotten.
            await runner.Customers.Unknown.RemoveAsync(message, cancel);
            return new SettlementResult.NotUnknown();
        }

        return answer;
    }

    private static SettlementResult Settle(
        CustomerSession session, UnknownMessage unknown, Settlement settlement, EnrollmentRecord? over, bool left)
    {
        var entry = session.Record.Ledger.Find(unknown.Message);
        if (entry is { Status: not ContactStatus.Unknown })
            return new SettlementResult.NotUnknown();
        var enrollment = session.Record.Enrollments.GetValueOrDefault(unknown.Enrollment) ?? over;
        if (settlement.WasSent)
        {
            session.Record.EventHashes.Add(HashOf(unknown));
            // One that is no longer in the ledger is too old for any rule to look at; tasks for agents never are in it.
            Settlements.Sent(session, entry ?? Past(unknown), enrollment?.Version, settlement.By, settlement.Because);
            if (entry is null)
                session.Record.Set(session.Record.Ledger.Without(unknown.Message));
            return new SettlementResult.Settled(Queued: false);
        }

        session.Record.Set(session.Record.Ledger.Without(unknown.Message));
        if (settlement.Again)
        {
            var again = left || enrollment is null || session.Library.Find(enrollment.Journey, enrollment.Version) is not { } journey
                ? new ResendResult.Refused(left ? "exited" : "unknown-message")
                : MessageResender.Resend(
                    session, new MessageRequest(unknown.Channel, unknown.Customer, unknown.Message), journey, enrollment, unknown.Step);
            if (again is not ResendResult.Queued)
            {
                // All or nothing: else it could not be found any more by whoever asks again later.
                if (entry is not null)
                    session.Record.Set(session.Record.Ledger.With(entry));
                return new SettlementResult.NotAgain(again);
            }

            // Queued before the save, it may be on its way at once: it keeps its shared slots, and takes them anew then.
            if (entry is { SharedLedgers.IsEmpty: false } && session.Record.Ledger.Find(unknown.Message) is { } reserved)
                session.Record.Set(session.Record.Ledger.With(reserved with { SharedLedgers = entry.SharedLedgers }));
        }

        session.Record.EventHashes.Add(HashOf(unknown));
        session.Known.Add(unknown.Message);
        session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Settled)
        {
            Journey = unknown.Enrollment.Journey,
            Version = enrollment?.Version,
            Enrollment = unknown.Enrollment,
            Step = unknown.Step,
            Channel = unknown.Channel,
            Message = unknown.Message,
            Reason = Settlements.WasNotSent,
            Detail = Settlements.Detail(settlement.By, settlement.Because, settlement.Again, takesBackFirst: entry is not null
                && !session.Record.Ledger.Entries.OfEnrollment(entry.Enrollment)
                    .Any(other => other.Status is ContactStatus.Sent or ContactStatus.Unknown)),
        });
        return new SettlementResult.Settled(Queued: settlement.Again);
    }

    private async ValueTask<bool> IsOpenAsync(UnknownMessage unknown, CancellationToken cancel)
    {
        var entry = (await runner.Customers.LoadAsync(unknown.Customer, cancel)).Ledger.Find(unknown.Message);
        if (entry is null
            ? !await runner.Customers.IsKnownAsync(unknown.Customer, HashOf(unknown), cancel)
            : entry.Status == ContactStatus.Unknown)
            return true;
        if (runner.Now - unknown.Since > Abandoned)
            await runner.Customers.Unknown.RemoveAsync(unknown.Message, cancel);
        return false;
    }

    /// <summary>Whether the customer left the journey, rather than having come to its end.</summary>
    private async ValueTask<bool> HasLeftAsync(CustomerRecord record, EnrollmentId enrollment, CancellationToken cancel)
    {
        if (await runner.Customers.FindPastAsync(record, enrollment, cancel) is not { } past)
            return true; // so long ago that even its end is forgotten
        await foreach (var timelineEvent in runner.Customers.ReadTimelineBackAsync(record, cancel))
        {
            if (timelineEvent.Time < past.EndedAt)
                return false;
            if (timelineEvent.Enrollment == enrollment && timelineEvent.Kind is TimelineEventKind.Exited or TimelineEventKind.Ended)
                return timelineEvent.Kind == TimelineEventKind.Exited;
        }

        return false;
    }

    private static LedgerEntry Past(UnknownMessage unknown) => new(
        unknown.Message, ContactStatus.Unknown, unknown.Since, unknown.Channel, "", 0, unknown.Enrollment, unknown.Step);

    /// <summary>A message that is sent again may become unknown again, and is then settled again.</summary>
    private static string HashOf(UnknownMessage unknown) => StableHash.Id($"settled\n{unknown.Message}\n{unknown.Batch}");
}

/// <summary>A page of messages of which nobody knows whether they were sent.</summary>
/// <param name="Messages">The messages, in the order of their ids.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null: this is the last.</param>
public sealed record UnknownPage(IReadOnlyList<UnknownMessage> Messages, string? Next);

/// <summary>What somebody has found out about a message.</summary>
/// <param name="WasSent">Whether the provider took it.</param>
/// <param name="Because">How they know, in their words; at most <see cref="MaxBecause"/> characters.</param>
/// <param name="By">Who: the name of a key, or what stands for it.</param>
public sealed record Settlement(bool WasSent, string Because, string By)
{
    /// <summary>The most characters of <see cref="Because"/>.</summary>
    public const int MaxBecause = 256;

    /// <summary>Whether a message that was not sent is to be sent now, if the contact policy gives it a slot.</summary>
    public bool Again { get; init; }
}

/// <summary>What became of settling a message.</summary>
public abstract record SettlementResult
{
    private SettlementResult()
    {
    }

    /// <summary>It is written down.</summary>
    /// <param name="Queued">Whether it is queued to be sent again.</param>
    public sealed record Settled(bool Queued) : SettlementResult;

    /// <summary>There is nothing to settle: no such message, or it is known what became of it.</summary>
    public sealed record NotUnknown : SettlementResult;

    /// <summary>It cannot be sent again now, so it is as unknown as before.</summary>
    /// <param name="Why">Why not.</param>
    public sealed record NotAgain(ResendResult Why) : SettlementResult;
}
