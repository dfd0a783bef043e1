using System.Text;
using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using Campaigns.Runtime.Tests.StoredRows;
using Campaigns.Runtime.Tests.Support;
using CsCheck;
using NodaTime;

namespace Campaigns.Runtime.Tests.Customers;

/// <summary>Contact ledgers that are too long for the head.</summary>
public sealed class LedgerRowTests
{
    private const string Start = "2026-06-01 12:00";
    private static readonly Instant Noon = CampaignHarness.At(Start);

    /// <summary>Two messages for each policy, the second of which is planned for as long as the first has gone.</summary>
    private static readonly string Renewals = SampleJourneys.Of("renewals",
        $$"""{{SampleJourneys.Send("a", "\"sms\"")}}, { "id": "w", "wait": "P2D" }, {{SampleJourneys.Send("b", "\"sms\"")}}""",
        entry: """{ "before": { "date": "policy.expires_on", "by": "P10D" }, "key": ["policy.id"] }""");

    [Fact]
    public async Task FleetOfPolicies_TheHeadStaysSmall_AndASaveWritesFewContacts()
    {
        await using var harness = await FleetAsync(150);
        await harness.RunToAsync("2026-06-21 12:00");

        var record = await harness.RecordAsync();
        Assert.Equal((150, 150), (record.Ledger.Entries.Count(entry => entry.Status == ContactStatus.Sent),
            record.Ledger.Entries.Count(entry => entry.Status == ContactStatus.Planned)));
        var head = await harness.Store.FindAsync(CustomerStore.Table, "ann", "a", CampaignHarness.Cancel);
        Assert.StartsWith("#3 {", Encoding.UTF8.GetString(head!.Body.Span), StringComparison.Ordinal);
        Assert.InRange(head.Body.Length, 1, 1024);
        var parts = await PartsAsync(harness.Store, "ann");
        Assert.InRange(parts.Count, 16, 64);
        Assert.InRange(parts.Max(part => part.Body.Length), 1, 16 * 1024);

        await harness.RunToAsync("2026-06-25 12:00");
        Assert.Equal(300, harness.Provider.Delivered.Count);
        Assert.Equal(300, (await harness.RecordAsync()).Ledger.Entries.Count(entry => entry.Status == ContactStatus.Sent));
    }

    [Fact]
    public async Task HeadOfAnEarlierVersion_WithHundredsOfContacts_IsDividedWithTheNextSave_AndLosesNone()
    {
        await using var store = await RowsTestStore.OpenAsync();
        LedgerEntry[] entries = [.. Enumerable.Range(0, 300).Select(i => Entry(i, minute: i))];
        await store.Rows.CommitAsync(CustomerStore.Table, "old",
            [
                new RowChange.Upsert("a", CustomerHeadRow.Write(new CustomerHead { Ledger = new() { Entries = [.. entries] }, TimelineBatches = 7 })),
                new RowChange.Upsert("b", "{}"u8.ToArray()),
            ], CampaignHarness.Cancel);
        var customers = new CustomerStore(store.Rows);

        var record = await customers.LoadAsync(new("old"), CampaignHarness.Cancel);
        Assert.Equal(300, record.Ledger.Entries.Count);
        record.Set(record.Ledger.Without(entries[0].Message));
        Assert.Equal(SaveOutcome.Saved, await customers.SaveAsync(record, CampaignHarness.Cancel));

        record = await new CustomerStore(store.Rows).LoadAsync(new("old"), CampaignHarness.Cancel);
        Assert.Equal(DomainText.Of(entries[1..]), DomainText.Of(record.Ledger.Entries));
        Assert.Equal((7, 64), (record.Head.TimelineBatches, record.Head.LedgerRows));
        var head = await store.Rows.FindAsync(CustomerStore.Table, "old", "a", CampaignHarness.Cancel);
        Assert.InRange(head!.Body.Length, 1, 200);
    }

    [Fact]
    public void AnyCourse_IsReadAsItWasSaved_AndLeavesNoRowBehind() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 250], Gen.Int[0, 60]).Array[0, 120].Array[1, 6].Sample(
            course => CheckAsync(course).GetAwaiter().GetResult(), iter: 25);

    private static async Task CheckAsync((int Kind, int Message, int Minute)[][] saves)
    {
        await using var store = await RowsTestStore.OpenAsync();
        var (customers, kept) = (new CustomerStore(store.Rows), ContactLedger.Empty);
        var record = await customers.LoadAsync(new("any"), CampaignHarness.Cancel);
        foreach (var (steps, i) in saves.Select((steps, i) => (steps, i)))
        {
            foreach (var (kind, message, minute) in steps)
                record.Set(kind == 0 && i % 2 == 1 ? record.Ledger.Without(Id(message)) : record.Ledger.With(Entry(message, minute)));
            if (i == 4)
                record.Set(record.Ledger.Prune(Noon + Duration.FromMinutes(55))); // it may fit the head again
            kept = record.Ledger;
            Assert.Equal(SaveOutcome.Saved, await customers.SaveAsync(record, CampaignHarness.Cancel));

            var read = await new CustomerStore(store.Rows).LoadAsync(new("any"), CampaignHarness.Cancel);
            Assert.Equal(kept.Entries.Select(entry => entry.At), read.Ledger.Entries.Select(entry => entry.At));
            Assert.Equal(Texts(kept.Entries), Texts(read.Ledger.Entries));
            var parts = await PartsAsync(store.Rows, "any");
            Assert.True(kept.Entries.Count <= LedgerLayout.MaxInHead || read.Head.LedgerRows > 0);
            Assert.Equal(read.Head.LedgerRows == 0 ? 0 : kept.Entries.Count, parts.Sum(part => LedgerPartRow.Read(part).Length));
            record = i % 2 == 0 ? record.Next() ?? read : read; // what this process has saved is as good as what it reads
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CrashAtAnyCall_EveryMessageOfAFleetIsDeliveredExactlyOnce(bool afterwards)
    {
        var calls = await LiveAsync(int.MaxValue, afterwards);
        await Parallel.ForEachAsync(SweptCases.Of(calls), CampaignHarness.Cancel, async (call, _) => await LiveAsync(call, afterwards));
    }

    private static async Task<IReadOnlyList<int>> LiveAsync(int dieAt, bool afterwards)
    {
        const int policies = 34; // sixty-eight contacts: the ledger is divided on the way
        await using var harness = await FleetAsync(policies);
        var before = harness.Store.Calls;
        if (dieAt < int.MaxValue)
            harness.Store.CrashAt(dieAt, afterwards);

        await harness.RetryUntilDoneAsync(() => harness.RunToAsync("2026-06-25 12:00"));

        var died = $"died {(afterwards ? "after" : "before")} call {dieAt}";
        Assert.True(harness.Provider.Delivered.Select(message => message.Id).Distinct().Count() == 2 * policies, died);
        Assert.True(harness.Provider.Delivered.Count == 2 * policies, died);
        harness.Store.Restart();
        Assert.True((await harness.RecordAsync()).Ledger.Entries.Count(entry => entry.Status == ContactStatus.Sent) == 2 * policies, died);
        return harness.Store.CrashPoints(before);
    }

    [Fact]
    public async Task WhatAnotherHostHasWritten_IsSeen_ThoughThisOneKeepsTheCustomer()
    {
        await using var harness = await FleetAsync(60);
        var (other, _) = harness.StartHost();
        for (var i = 0; i < 3; i++)
        {
            await harness.SendPolicyAsync(expires: $"2026-07-0{i + 1}", id: $"P{i:D3}");
            await other.Services.Runner.HandleAsync(harness.Event("ann", "policy.updated", ("policy_id", $"P{i:D3}"), ("premium", 10m + i)),
                CampaignHarness.Cancel);
        }

        await harness.SendPolicyAsync(id: "P003");

        var record = await new CustomerStore(harness.Store).LoadAsync(new("ann"), CampaignHarness.Cancel);
        for (var i = 0; i < 3; i++)
            Assert.Equal(($"2026-07-0{i + 1}", 10m + i), (record.Policies[new($"P{i:D3}")].Text("expires_on"), record.Policies[new($"P{i:D3}")]["premium"]));
    }

    private static async Task<CampaignHarness> FleetAsync(int policies)
    {
        var harness = await CampaignHarness.StartAsync(Start, Renewals);
        await harness.AddCustomerAsync();
        foreach (var page in Enumerable.Range(0, policies).Chunk(50))
            await harness.Runner.HandleAsync([.. page.Select(i => harness.Event("ann", "policy.updated",
                ("policy_id", $"P{i:D3}"), ("expires_on", "2026-06-30")))], CampaignHarness.Cancel);
        return harness;
    }

    private static async Task<IReadOnlyList<Row>> PartsAsync(IRowStore rows, string customer) =>
        await rows.ReadAsync(CustomerStore.Table, customer, "c:", "c;", 10_000, CampaignHarness.Cancel);

    private static IEnumerable<string> Texts(LedgerEntries entries) => entries.Select(DomainText.Of).Order(StringComparer.Ordinal);

    private static MessageId Id(int number) => new($"m{number}");

    private static LedgerEntry Entry(int message, int minute) => new(
        Id(message), (ContactStatus)(message % 5), Noon + Duration.FromMinutes(minute), Channel.Sms, "renewal", 50,
        EnrollmentId.Of(new("renewals"), $"k{message / 2}", 1), new("s"));
}
