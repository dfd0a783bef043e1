using BenchmarkDotNet.Attributes;
using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using NodaTime;

namespace Campaigns.Contacts.Benchmarks;

/// <summary>One decision under the shipped policy against ledgers of growing length.</summary>
[MemoryDiagnoser]
public class Decisions
{
    private readonly ContactPolicy _policy = Situation.Shipped;
    private ContactLedger _old = ContactLedger.Empty;
    private ContactLedger _full = ContactLedger.Empty;
    private ContactLedger _lower = ContactLedger.Empty;
    private ContactLedger _planned = ContactLedger.Empty;

    /// <summary>Contacts on the ledger.</summary>
    [Params(0, 10, 20, 100)]
    public int Contacts { get; set; }

    /// <summary>Fills the ledgers.</summary>
    [GlobalSetup]
    public void Fill()
    {
        _old = Situation.Ledger(Contacts, i => Situation.Now - Duration.FromDays(31 + i), ContactStatus.Sent, 50);
        _full = Situation.Sent(Contacts, Duration.FromDays(1));
        _lower = Situation.Ledger(Contacts, i => Situation.Now + Duration.FromHours(2 + (i * 25)), ContactStatus.Reserved, 10);
        _planned = Situation.Ledger(Contacts, i => Situation.Now + Duration.FromHours(2 + (i * 25)), ContactStatus.Planned, 90);
    }

    /// <summary>Granted: nothing is in the way.</summary>
    [Benchmark(Baseline = true)]
    public ContactResult Granted() => Decide(_old);

    /// <summary>Put off: gap and month are full.</summary>
    [Benchmark]
    public ContactResult Full() => Decide(_full);

    /// <summary>Granted over lower ones, of which those in the way move.</summary>
    [Benchmark]
    public ContactResult Bumping() => Decide(_lower);

    /// <summary>Put off by better ones that are planned.</summary>
    [Benchmark]
    public ContactResult Outranked() => Decide(_planned);

    private ContactResult Decide(ContactLedger ledger) =>
        ContactDecision.Decide(Situation.Request(), ledger, Situation.Customer, _policy, Situation.Now);
}
