using BenchmarkDotNet.Attributes;
using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using NodaTime;

namespace Campaigns.Contacts.Benchmarks;

/// <summary>The search for the earliest instant at its worst.</summary>
[MemoryDiagnoser]
public class WorstSearch
{
    private static readonly ContactPolicy Policy = Situation.Shipped;

    // Quiet by day and quiet by night: there is no time at all, and every half day up to the horizon is looked at.
    private readonly ContactPolicy _never = Policy with
    {
        QuietHours = [new([], [], new LocalTime(21, 0), new LocalTime(9, 0), Duration.Zero),
            new([], [], new LocalTime(9, 0), new LocalTime(21, 0), Duration.Zero)],
    };

    // Reserved every 25 hours for a hundred days: each gap leads into the next.
    private readonly ContactLedger _chain =
        Situation.Ledger(100, i => Situation.Now + (Duration.FromHours(25) * i), ContactStatus.Reserved, 90);

    /// <summary>A hundred contacts ahead, each within the gap of the next.</summary>
    [Benchmark]
    public ContactResult ChainOfHundred() => Decide(Policy, _chain);

    /// <summary>No time is ever allowed.</summary>
    [Benchmark]
    public ContactResult Never() => Decide(_never, ContactLedger.Empty);

    private static ContactResult Decide(ContactPolicy policy, ContactLedger ledger) =>
        ContactDecision.Decide(Situation.Request() with { Deadline = Situation.Now + Duration.FromDays(390) }, ledger, Situation.Customer,
            policy, Situation.Now);
}
