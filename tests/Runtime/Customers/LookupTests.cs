using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;
using CsCheck;
using NodaTime;

namespace Campaigns.Runtime.Tests.Customers;

/// <summary>A search finds exactly those who have what is looked for now, whatever happened to them and to the process.</summary>
public sealed class LookupTests
{
    private static readonly string[] Customers = ["ann", "ben", "王小明"];
    private static readonly string[] Phones = ["+886912345678", "+886955500107", "+886223456789"];
    private static readonly string[] Mailboxes = ["mei@example.com", "lin@example.com"];
    private static readonly string[] PolicyIds = ["P1", "P2"];
    private static readonly string[] Numbers = ["POL/2026/1", "P1"]; // a number may read as an id does

    private static CancellationToken Cancel => CampaignHarness.Cancel;

    private static Task<CampaignHarness> StartAsync() => CampaignHarness.StartAsync(
        "2026-06-01 12:00", CampaignHarness.NoLimits with { Country = "TW" }, new RecordingProvider(),
        SampleJourneys.Of("hello", SampleJourneys.Send("s")));

    private static CustomerSearch SearchIn(CampaignHarness harness) => new(harness.Services.Customers, harness.Time);

    private static async Task<string[]> FindAsync(CampaignHarness harness, params IReadOnlyList<LookupTerm> terms)
    {
        Assert.True(await SearchIn(harness).PrepareAsync(Duration.Zero, Cancel));
        return [.. (await SearchIn(harness).FindAsync(terms, after: null, 100, Cancel)).Customers.Select(record => record.Id.Value)];
    }

    /// <summary>Of what is told of the same second, not the last that arrives counts.</summary>
    private static void Later(CampaignHarness harness) => harness.Time.MoveTo(harness.Time.Now + Duration.FromSeconds(1));

    private static ValueTask<IReadOnlyList<Row>> EntriesAsync(CampaignHarness harness) =>
        harness.Store.ScanAsync(LookupIndex.Table, "", "\uffff", after: null, 10_000, Cancel);

    private sealed record Step(string Customer, int Kind, int Value, int Other, int CrashAt, bool Afterwards)
    {
        /// <summary>Some steps take an address from somebody, some give the same one to several.</summary>
        public (string Type, (string, object?)[] Data) Event => Kind switch
        {
            0 => ("customer.updated", [("phone", Value < Phones.Length ? Phones[Value] : "")]),
            1 => ("customer.updated", [("email", Value < Mailboxes.Length ? Mailboxes[Value] : ""), ("city", $"{Other}")]),
            2 => ("policy.updated", [("policy_id", PolicyIds[Other]), ("number", Value < Numbers.Length ? Numbers[Value] : "")]),
            _ => ("customer.updated", [("phone", Phones[Other]), ("email", Mailboxes[Other])]),
        };

        public IEnumerable<(string Term, string? Value)> Changes => Kind switch
        {
            0 => [("phone", Value < Phones.Length ? Phones[Value] : null)],
            1 => [("email", Value < Mailboxes.Length ? Mailboxes[Value] : null)],
            2 =>
            [
                ($"id {PolicyIds[Other]}", PolicyIds[Other]),
                ($"number {PolicyIds[Other]}", Value < Numbers.Length ? Numbers[Value] : null),
            ],
            _ => [("phone", Phones[Other]), ("email", Mailboxes[Other])],
        };
    }

    private static readonly Gen<Step> Steps =
        from customer in Gen.Int[0, Customers.Length - 1]
        from kind in Gen.Int[0, 3]
        from value in Gen.Int[0, 3]
        from other in Gen.Int[0, 1]
        from crash in Gen.Int[1, 30]
        from afterwards in Gen.Bool
        select new Step(Customers[customer], kind, value, other, crash, afterwards);

    [Fact]
    public async Task Search_AfterAnyChanges_WithCrashesInBetween_FindsExactlyThoseWhoHaveItNow() =>
        await Steps.Array[3, 20].SampleAsync(async steps =>
        {
            await using var harness = await StartAsync();
            var has = new Dictionary<(string Customer, string Term), string>();
            foreach (var step in steps)
            {
                Later(harness);
                var told = harness.Event(step.Customer, step.Event.Type, step.Event.Data);
                harness.Store.CrashAt(step.CrashAt, step.Afterwards);
                await harness.RetryUntilDoneAsync(async () => await harness.Runner.HandleAsync(told, Cancel));
                harness.Store.Restart();
                foreach (var (term, value) in step.Changes)
                {
                    if (value is null)
                        has.Remove((step.Customer, term));
                    else
                        has[(step.Customer, term)] = value;
                }
            }

            string[] Who(string term, string value) =>
                [.. has.Where(known => known.Key.Term.StartsWith(term, StringComparison.Ordinal) && known.Value == value)
                    .Select(known => known.Key.Customer).Distinct().Order(StringComparer.Ordinal)];
            foreach (var phone in Phones)
                Assert.Equal(Who("phone", phone), await FindAsync(harness, LookupTerm.Phone(phone, null)));
            foreach (var mailbox in Mailboxes)
                Assert.Equal(Who("email", mailbox), await FindAsync(harness, [LookupTerm.Email(mailbox)]));
            foreach (var policy in PolicyIds)
                Assert.Equal(Who("id", policy), await FindAsync(harness, [LookupTerm.Policy(policy)]));
            foreach (var number in Numbers)
                Assert.Equal(Who("number", number), await FindAsync(harness, [LookupTerm.PolicyNumber(number)]));
        }, iter: SweptCases.Count(200, 25), threads: 2);

    /// <summary>One host removes an entry while the other writes it again: the one who has the number at last is found.</summary>
    [Fact]
    public async Task Search_AfterTwoHostsChangedTheSameCustomer_FindsWhatWasSavedLast_AndNothingElseIsLeft() =>
        await Gen.Int[0, 2].Array[4, 24].SampleAsync(async phones =>
        {
            await using var harness = await StartAsync();
            await harness.AddCustomerAsync();
            var other = harness.StartHost().Engine.Services.Runner;
            await Parallel.ForAsync(0, phones.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, token) =>
                await (i % 2 == 0 ? harness.Runner : other).HandleAsync(
                    harness.Event("ann", "customer.updated", ("phone", Phones[phones[i]])), token));

            var has = (await harness.RecordAsync()).Profile.Attributes.Text("phone")!;
            Assert.Equal(["ann"], await FindAsync(harness, LookupTerm.Phone(has, null)));
            foreach (var phone in Phones.Where(phone => phone != has))
                Assert.Empty(await FindAsync(harness, LookupTerm.Phone(phone, null)));
        }, iter: SweptCases.Count(100, 15), threads: 2);

    [Fact]
    public async Task Search_OfAnyForm_FindsTheNumberAndTheMailbox()
    {
        await using var harness = await StartAsync();
        await harness.SendEventAsync("ann", "customer.updated", ("phone", "0955-500-107"), ("email", "Mei@bücher.example"));
        await harness.SendEventAsync("ben", "customer.updated", ("phone", "139 1234 5678"), ("country", "CN"));
        await harness.SendEventAsync("cid", "customer.updated", ("phone", "13912345678"), ("country", null)); // none in Taiwan

        foreach (var form in (string[])["+886955500107", "0955500107", " 0955 500 107 ", "00886955500107", "＋886955500107"])
            Assert.Equal(["ann"], await FindAsync(harness, LookupTerm.Phone(form, "TW")));
        foreach (var form in (string[])["mei@BÜCHER.example", "mei@xn--bcher-kva.example"])
            Assert.Equal(["ann"], await FindAsync(harness, [LookupTerm.Email(form)]));
        Assert.Equal(["ben"], await FindAsync(harness, LookupTerm.Phone("+8613912345678", "TW")));
        Assert.Equal(["cid"], await FindAsync(harness, LookupTerm.Phone("13912345678", "TW")));
        Assert.Equal(["ben", "cid"], await FindAsync(harness, LookupTerm.Phone("13912345678", "CN")));
        Assert.Empty(await FindAsync(harness, LookupTerm.Phone("+886912345678", "TW")));
    }

    [Fact]
    public async Task Search_OfASharedNumber_GivesAllInPages()
    {
        await using var harness = await StartAsync();
        for (var i = 0; i < 23; i++)
            await harness.SendEventAsync($"c{i:00}", "customer.updated", ("phone", Phones[0]));
        for (var i = 5; i < 15; i++) // pages must not end with these
            await harness.SendEventAsync($"c{i:00}", "customer.updated", ("phone", Phones[1]));
        for (var take = 1; take < 15; take++)
        {
            var all = new List<string>();
            CustomerId? after = null;
            do
            {
                var page = await SearchIn(harness).FindAsync(LookupTerm.Phone(Phones[0], "TW"), after, take, Cancel);
                Assert.True(page.Next is null || page.Customers.Count == take);
                all.AddRange(page.Customers.Select(record => record.Id.Value));
                after = page.Next;
            }
            while (after is not null);

            Assert.Equal(Enumerable.Range(0, 23).Where(i => i is < 5 or >= 15).Select(i => $"c{i:00}"), all);
        }
    }

    [Fact]
    public async Task Entries_HoldNoAddress_AndGoWithIt()
    {
        await using var harness = await StartAsync();
        await harness.AddCustomerAsync();
        await harness.SendPolicyAsync();
        await harness.SendPolicyAsync(id: "P2"); // the same number
        Assert.Equal(5, (await EntriesAsync(harness)).Count);
        Assert.All(await EntriesAsync(harness), entry =>
            Assert.True(entry is { Partition.Length: 26, Key: "ann", Body.Length: 0 }, entry.Partition));

        Later(harness);
        await harness.SendEventAsync("ann", "policy.updated", ("policy_id", "P2"), ("number", "X-2"));
        Assert.Equal(["ann"], await FindAsync(harness, [LookupTerm.PolicyNumber("X-1")]));
        await harness.SendEventAsync("ann", "customer.updated", ("phone", ""), ("email", ""));
        Assert.Equal(4, (await EntriesAsync(harness)).Count);
    }

    [Fact]
    public async Task Change_OfAnAddress_TakesOneTransaction_AndTwoForTheOneItReplaces_AndAMessageNone()
    {
        await using var harness = await StartAsync();
        await harness.AddCustomerAsync();
        async Task<string[]> CallsAsync(string type, params (string, object?)[] data)
        {
            var before = harness.Store.Log.Count;
            await harness.SendEventAsync("ann", type, data);
            await harness.RunDueAsync();
            return [.. harness.Store.Log.Skip(before).Where(call => call.EndsWith(LookupIndex.Table, StringComparison.Ordinal))];
        }

        Assert.Equal(["Commit lookup", "Find lookup", "Commit lookup"], await CallsAsync("customer.updated", ("phone", Phones[1])));
        Assert.Equal(["Commit lookup"], await CallsAsync("policy.updated", ("policy_id", "P1")));
        Assert.Empty(await CallsAsync("policy.updated", ("policy_id", "P1"), ("premium", 100m)));
        Assert.Empty(await CallsAsync("customer.updated", ("phone", Phones[1]), ("city", "Taipei")));
        Assert.Empty(await CallsAsync("app.opened"));
        Assert.Single(harness.Provider.Delivered);
    }

    [Fact]
    public async Task Attempt_ThatLost_LeavesNoEntry()
    {
        await using var harness = await StartAsync();
        await harness.AddCustomerAsync();
        // Somebody has told a later number meanwhile, so the one in hand does not come to count.
        var late = harness.Event("ann", "customer.updated", ("phone", Phones[1]));
        harness.Time.MoveTo(harness.Time.Now + Duration.FromMinutes(1));
        var other = harness.StartHost().Engine.Services.Runner;
        harness.Store.Before("Commit customers", async () =>
            await other.HandleAsync(harness.Event("ann", "customer.updated", ("phone", Phones[2])), Cancel));
        await harness.Runner.HandleAsync(late, Cancel);

        Assert.Equal(Phones[2], (await harness.RecordAsync()).Profile.Attributes.Text("phone"));
        Assert.Equal(2, (await EntriesAsync(harness)).Count); // that one, and the mailbox
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Erasure_WithACrashAtAnyCall_LeavesNoEntry(bool afterwards)
    {
        async Task<IReadOnlyList<int>> LiveAsync(int dieAt)
        {
            await using var harness = await StartAsync();
            await harness.AddCustomerAsync();
            await harness.SendPolicyAsync();
            await harness.AddCustomerAsync("ben");
            var erased = harness.Event("ann", "customer.erased");
            var before = harness.Store.Calls;
            if (dieAt < int.MaxValue)
                harness.Store.CrashAt(dieAt, afterwards);
            await harness.RetryUntilDoneAsync(async () => await harness.Runner.HandleAsync(erased, Cancel));
            await harness.RetryUntilDoneAsync(() => harness.RunToAsync("2026-06-01 13:00"));
            var calls = harness.Store.CrashPoints(before);
            harness.Store.Restart();
            Assert.All(await EntriesAsync(harness), entry => Assert.Equal("ben", entry.Key));
            Assert.Equal(["ben"], await FindAsync(harness, LookupTerm.Phone(Phones[0], "TW")));
            return calls;
        }

        foreach (var call in SweptCases.Of(await LiveAsync(int.MaxValue)))
            await LiveAsync(call);
    }

    /// <summary>The store of an earlier version has no entries, and says nothing of them.</summary>
    [Fact]
    public async Task Prepare_OfAnEarlierStore_EntersAll_AndGoesOnWhereItStopped()
    {
        const int customers = 600;
        await using var harness = await StartAsync();
        await Parallel.ForAsync(0, customers, Cancel, async (i, _) =>
            await harness.SendEventAsync($"c{i}", "customer.updated", ("email", $"c{i % 300}@example.com")));
        await harness.SendEventAsync("gone", "customer.updated", ("email", "c0@example.com"));
        await harness.SendEventAsync("gone", "customer.erased");
        foreach (var entry in await EntriesAsync(harness))
            await harness.Store.CommitAsync(LookupIndex.Table, entry.Partition, [new RowChange.Delete(entry.Key)], Cancel);
        await harness.Store.CommitAsync("settings", "lookup", [new RowChange.Delete("built")], Cancel);

        var (host, store) = harness.StartHost();
        store.CrashAt(400, afterwards: true);
        await Assert.ThrowsAnyAsync<StoreUnavailableException>(async () =>
            await new CustomerSearch(host.Services.Customers, harness.Time).PrepareAsync(Duration.FromMinutes(1), Cancel));

        var search = new CustomerSearch(harness.StartHost().Engine.Services.Customers, harness.Time);
        Assert.False(await search.PrepareAsync(Duration.Zero, Cancel));
        while (!await search.PrepareAsync(Duration.Zero, Cancel))
        {
        }

        Assert.Equal(customers, (await EntriesAsync(harness)).Count);
        Assert.Equal(["c299", "c599"],
            (await search.FindAsync([LookupTerm.Email("C299@example.com")], after: null, 10, Cancel)).Customers.Select(c => c.Id.Value));
    }
}
