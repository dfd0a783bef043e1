using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Tests.Contacts;

/// <summary>One customer whose messages ask, wait, make way and go out in the order of the clock, as the runtime has them do it.</summary>
internal sealed class SendingSimulation(ContactPolicy policy, int slowest)
{
    private readonly Dictionary<MessageId, ContactRequest> _waiting = [];
    private int _count;

    public Instant Now { get; private set; } = ContactGenerators.Now;

    public ContactLedger Ledger { get; private set; } = ContactLedger.Empty;

    public List<LedgerEntry> Sent { get; } = [];

    public void Ask(string category, int priority, Channel channel, Duration preference)
    {
        var request = ContactGenerators.Ask($"m{_count++:D2}", category, priority, channel)
            with
        { NotBefore = preference > Duration.Zero ? Now + preference : null, Deadline = Now + Duration.FromDays(90) };
        Ask(request);
    }

    /// <summary>Sends what is reserved, and asks again for what was put off, each in its turn.</summary>
    public void RunTo(Instant until)
    {
        while (Ledger.Entries.Where(e => e.Status is ContactStatus.Reserved or ContactStatus.Planned).MinBy(TurnOf) is { } next
            && TurnOf(next) <= until)
        {
            Now = Instant.Max(Now, TurnOf(next));
            if (next.Status == ContactStatus.Planned)
                Ask(_waiting[next.Message]);
            else
                Send(next);
        }

        Now = until;
    }

    /// <summary>A queue may be long: what is reserved comes to its turn up to so many minutes late.</summary>
    private Instant TurnOf(LedgerEntry entry) => entry.Status == ContactStatus.Reserved && slowest > 0
        ? entry.At + (ContactGenerators.Minute * (int)(StableHash.Of(entry.Message.Value) % (ulong)slowest))
        : entry.At;

    private void Ask(ContactRequest request)
    {
        _waiting[request.Message] = request;
        Ledger = ContactDecision.Decide(request, Ledger, ContactPolicyProbe.Reachable(ContactGenerators.Zone.Id), policy, Now) switch
        {
            ContactResult.Reserved granted => ContactLawTests.Apply(Ledger, request, granted),
            ContactResult.Deferred deferred => Ledger.With(new LedgerEntry(
                request.Message, ContactStatus.Planned, deferred.Until, request.Channels[0], request.Category, request.Priority,
                request.Enrollment, request.Step)),
            _ => Ledger.Without(request.Message),
        };
    }

    private void Send(LedgerEntry entry)
    {
        var displacements =
            ContactDecision.Recheck(entry, Ledger, ContactPolicyProbe.Reachable(ContactGenerators.Zone.Id), policy, limitOverride: null,
                Now);
        foreach (var displaced in displacements)
            Ledger = displaced.Until is { } at ? Ledger.With(displaced.Entry with { At = at }) : Ledger.Without(displaced.Entry.Message);
        if (!displacements.IsEmpty)
            return;
        var sent = entry with { Status = ContactStatus.Sent, At = Now };
        Ledger = Ledger.With(sent);
        Sent.Add(sent);
    }
}
