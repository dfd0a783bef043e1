using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.StoredRows;

/// <summary>
/// The rows of the table <c>customers</c>: what is stored today must be written the same, and read, by every later version.
/// </summary>
public sealed class CustomerRowTests
{
    private const string Golden = "customers";
    private static readonly CustomerId Full = new("C-1 full");
    private static readonly CustomerId Minimal = new("C-2 minimal");

    [Fact]
    public async Task Save_EveryProperty_WritesTheGoldenRows()
    {
        await using var store = await RowsTestStore.OpenAsync();
        var customers = new CustomerStore(store.Rows);

        var full = await customers.LoadAsync(Full, CampaignHarness.Cancel);
        full.Set(CustomerSamples.Head);
        full.Set(new PolicyId("P-7"), CustomerSamples.Attributes);
        full.Set(new PolicyId("P-8"), AttributeBag.Empty);
        full.Set(CustomerSamples.Enrollment);
        foreach (var enrollment in CustomerSamples.Phases)
            full.Set(enrollment);
        full.Finished.Add(CustomerSamples.Enrollment with { Id = new("finished~x~1") });
        full.Finished.Add(CustomerSamples.MinimalEnrollment with { Id = new("finished~x~2") });
        full.EventHashes.Add(StableHash.Id("crm/e-1"));
        foreach (var timelineEvent in CustomerSamples.Timeline)
            full.Add(timelineEvent);
        full.Set(CustomerSamples.Profile(Full)); // last: it says that the customer was erased, which redacts what is added afterwards
        Assert.Equal(SaveOutcome.Saved, await customers.SaveAsync(full, CampaignHarness.Cancel));

        var minimal = await customers.LoadAsync(Minimal, CampaignHarness.Cancel);
        minimal.Set(new CustomerHead());
        minimal.Set(CustomerSamples.MinimalEnrollment);
        Assert.Equal(SaveOutcome.Saved, await customers.SaveAsync(minimal, CampaignHarness.Cancel));

        await GoldenRows.VerifyAsync(Golden, store.Rows, CustomerStore.Table);
    }

    [Fact]
    public async Task ErasedCustomer_WritesAndReadsTheGoldenRows()
    {
        var noon = CustomerSamples.Noon;
        CustomerHead head = new()
        {
            Erasure = new(noon)
            {
                CompletedAt = noon + NodaTime.Duration.FromSeconds(1),
                Parts = [new("store", "policies", 2, noon), new("outbox", "copies", 0, noon), new("database-log", "copies", null, noon)],
            },
        };
        await using var store = await RowsTestStore.OpenAsync();
        var record = await new CustomerStore(store.Rows).LoadAsync(new("C-5"), CampaignHarness.Cancel);
        record.Set(head);
        Assert.Equal(SaveOutcome.Saved, await new CustomerStore(store.Rows).SaveAsync(record, CampaignHarness.Cancel));
        await GoldenRows.VerifyAsync("customers.erased", store.Rows, CustomerStore.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("customers.erased", golden.Rows, CustomerStore.Table);
        Assert.Equal(DomainText.Of(head),
            DomainText.Of((await new CustomerStore(golden.Rows).LoadAsync(new("C-5"), CampaignHarness.Cancel)).Head));
    }

    [Fact]
    public async Task UnannouncedTimeline_WritesAndReadsTheGoldenRows()
    {
        await using var store = await RowsTestStore.OpenAsync();
        var record = await new CustomerStore(store.Rows).LoadAsync(new("C-7"), CampaignHarness.Cancel);
        record.Set(new CustomerHead { TimelineBatches = 8 });
        record.SetUnannounced(new TimelineRange(5, 7));
        Assert.Equal(SaveOutcome.Saved, await new CustomerStore(store.Rows).SaveAsync(record, CampaignHarness.Cancel));
        await GoldenRows.VerifyAsync("customers.unannounced", store.Rows, CustomerStore.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("customers.unannounced", golden.Rows, CustomerStore.Table);
        record = await new CustomerStore(golden.Rows).LoadAsync(new("C-7"), CampaignHarness.Cancel);
        Assert.Equal(new TimelineRange(5, 7), record.Unannounced);
        record.SetUnannounced(null);
        Assert.Equal(SaveOutcome.Saved, await new CustomerStore(golden.Rows).SaveAsync(record, CampaignHarness.Cancel));
        Assert.Null((await new CustomerStore(golden.Rows).LoadAsync(new("C-7"), CampaignHarness.Cancel)).Unannounced);
    }

    [Fact]
    public async Task ManyPastEnrollments_WriteAndReadTheGoldenRows()
    {
        var noon = CustomerSamples.Noon;
        PastEnrollment Past(int number) => new(new($"win-back~a1b2~{number}"), "C-6/P-9", 4, noon + NodaTime.Duration.FromDays(number))
        {
            Policy = new("P-9"),
            GoalUntil = number % 2 == 0 ? noon + NodaTime.Duration.FromDays(number + 10) : null,
            Touches = number % 2 == 0 ? new(noon, noon) : null,
        };
        await using var store = await RowsTestStore.OpenAsync();
        var customers = new CustomerStore(store.Rows);
        var record = await customers.LoadAsync(new("C-6"), CampaignHarness.Cancel);
        record.Set(new PastEnrollments { Recent = [.. Enumerable.Range(1, PastEnrollments.MaxRecent + 1).Select(Past)] });
        Assert.Equal(SaveOutcome.Saved, await customers.SaveAsync(record, CampaignHarness.Cancel));
        await GoldenRows.VerifyAsync("customers.past", store.Rows, CustomerStore.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("customers.past", golden.Rows, CustomerStore.Table);
        customers = new CustomerStore(golden.Rows);
        record = await customers.LoadAsync(new("C-6"), CampaignHarness.Cancel);
        Assert.Equal((33, 16), (record.Past.Count, record.Past.Recent.Length));
        Assert.Equal(new OlderGoal(new("win-back"), 4, noon + NodaTime.Duration.FromDays(26)), Assert.Single(record.Past.OlderGoals));
        Assert.Equal(DomainText.Of(Past(17)), DomainText.Of(await customers.FindPastAsync(record, new("win-back~a1b2~17"), CampaignHarness.Cancel)));
        Assert.Equal(DomainText.Of(Past(18)), DomainText.Of(await customers.FindPastAsync(record, new("win-back~a1b2~18"), CampaignHarness.Cancel)));
    }

    [Fact]
    public async Task ManyContacts_WriteAndReadTheGoldenRows()
    {
        LedgerEntry Contact(int number) => CustomerSamples.Head.Ledger.Entries[0] with
        {
            Message = new($"m{number:D3}"),
            At = CustomerSamples.Noon + NodaTime.Duration.FromHours(number),
            Enrollment = new($"win-back~k{number / 2}~1"),
        };
        ContactLedger ledger = new() { Entries = [.. Enumerable.Range(0, LedgerLayout.MaxInHead + 1).Select(Contact)] };
        await using var store = await RowsTestStore.OpenAsync();
        var customers = new CustomerStore(store.Rows);
        var record = await customers.LoadAsync(new("C-7"), CampaignHarness.Cancel);
        record.Set(ledger);
        Assert.Equal(SaveOutcome.Saved, await customers.SaveAsync(record, CampaignHarness.Cancel));
        await GoldenRows.VerifyAsync("customers.contacts", store.Rows, CustomerStore.Table);

        await using var golden = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("customers.contacts", golden.Rows, CustomerStore.Table);
        record = await new CustomerStore(golden.Rows).LoadAsync(new("C-7"), CampaignHarness.Cancel);
        Assert.Equal(DomainText.Of(ledger), DomainText.Of(record.Ledger));
    }

    [Fact]
    public async Task Load_TheGoldenRows_GivesEveryProperty()
    {
        await using var store = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync(Golden, store.Rows, CustomerStore.Table);
        var customers = new CustomerStore(store.Rows);

        var full = await customers.LoadAsync(Full, CampaignHarness.Cancel);
        Assert.Equal(DomainText.Of(CustomerSamples.Head with { TimelineBatches = 42 }), DomainText.Of(full.Head));
        Assert.Equal(DomainText.Of(CustomerSamples.Profile(Full)), DomainText.Of(full.Profile));
        Assert.Equal(["P-7", "P-8"], full.Policies.Keys.Select(id => id.Value).Order());
        Assert.Equal(DomainText.Of(CustomerSamples.Attributes), DomainText.Of(full.Policies[new("P-7")]));
        Assert.Equal(0, full.Policies[new("P-8")].Count);
        Assert.Equal(
            DomainText.Of(CustomerSamples.Phases.Append(CustomerSamples.Enrollment)),
            DomainText.Of(full.Enrollments.Values.OrderBy(e => e.Id.Value, StringComparer.Ordinal)));
        Assert.Equal(
            DomainText.Of(CustomerSamples.Enrollment with { Id = new("finished~x~1") }),
            DomainText.Of(await customers.FindFinishedAsync(Full, new("finished~x~1"), CampaignHarness.Cancel)));
        Assert.Equal(
            DomainText.Of(CustomerSamples.MinimalEnrollment with { Id = new("finished~x~2") }),
            DomainText.Of(await customers.FindFinishedAsync(Full, new("finished~x~2"), CampaignHarness.Cancel)));
        Assert.Equal(
            DomainText.Of(CustomerSamples.Timeline),
            DomainText.Of((await customers.FindTimelineBatchesAsync(Full, new(41, 41), CampaignHarness.Cancel)).Single().Events));
        Assert.Equal(
            DomainText.Of(CustomerSamples.Timeline),
            DomainText.Of(await customers.ReadTimelineAsync(Full, CampaignHarness.Cancel).ToListAsync(CampaignHarness.Cancel)));
        Assert.True(await customers.IsKnownAsync(Full, StableHash.Id("crm/e-1"), CampaignHarness.Cancel));

        var minimal = await customers.LoadAsync(Minimal, CampaignHarness.Cancel);
        Assert.Equal(DomainText.Of(new CustomerHead()), DomainText.Of(minimal.Head));
        Assert.Equal(DomainText.Of(CustomerSamples.MinimalEnrollment), DomainText.Of(Assert.Single(minimal.Enrollments).Value));
        Assert.Equal("C-2 minimal", minimal.Profile.Attributes.Text("id"));
    }

    [Fact]
    public async Task Load_RowsWithTheirRequiredPropertiesAlone_SuppliesTheInitialValues()
    {
        await using var store = await RowsTestStore.OpenAsync();
        await store.Rows.CommitAsync(CustomerStore.Table, "C-3",
            [
                new RowChange.Upsert("a", "{}"u8.ToArray()), new RowChange.Upsert("b", """{"id":"C-3"}"""u8.ToArray()),
                new RowChange.Upsert("e:j~s~1", """{"id":"j~s~1","subject":"s","journey":"j"}"""u8.ToArray()),
            ], CampaignHarness.Cancel);

        var record = await new CustomerStore(store.Rows).LoadAsync(new("C-3"), CampaignHarness.Cancel);

        Assert.Equal(DomainText.Of(new CustomerHead()), DomainText.Of(record.Head));
        Assert.Equal(DomainText.Of(new CustomerProfile { Id = new("C-3") }), DomainText.Of(record.Profile));
        Assert.Equal(
            DomainText.Of(new EnrollmentRecord(new("j~s~1"), "s", new("j"), 0, NodaTime.NodaConstants.UnixEpoch)),
            DomainText.Of(Assert.Single(record.Enrollments).Value));
    }

    [Fact]
    public async Task Commit_MoreThanABatch_WritesTheGoldenJournal_WhichTheNextLoadCarriesOut()
    {
        await using var store = await RowsTestStore.OpenAsync();
        var dying = new LargeBatch(new OneCommit(store.Rows), CustomerStore.Table);
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await dying
            .CommitAsync("C-4",
                [
                    new RowChange.Insert("a", """{"past":[]}"""u8.ToArray()), new RowChange.Upsert("d:P-1", """{"id":"P-1"}"""u8.ToArray()),
                    new RowChange.Delete("d:P-2"), new RowChange.Upsert("x:1", ReadOnlyMemory<byte>.Empty),
                ], deciding: 1, CampaignHarness.Cancel));
        await GoldenRows.VerifyAsync("customers.journal", store.Rows, CustomerStore.Table);

        var record = await new CustomerStore(store.Rows).LoadAsync(new("C-4"), CampaignHarness.Cancel);

        Assert.Equal("P-1", Assert.Single(record.Policies).Value.Text("id"));
        var left = await store.Rows.ScanAsync(CustomerStore.Table, "", "~", after: null, 10, CampaignHarness.Cancel);
        Assert.Equal(["a", "d:P-1", "x:1"], left.Select(row => row.Key));
    }

    /// <summary>A process that ends after its first write.</summary>
    private sealed class OneCommit(IRowStore rows) : IRowStore
    {
        private bool _ended;

        public ValueTask<IReadOnlyList<Row>> ReadAsync(
            string table, string partition, string from, string before, int take, CancellationToken cancel) =>
            rows.ReadAsync(table, partition, from, before, take, cancel);

        public ValueTask<Row?> FindAsync(string table, string partition, string key, CancellationToken cancel) =>
            rows.FindAsync(table, partition, key, cancel);

        public ValueTask<IReadOnlyList<Row>> ScanAsync(
            string table, string fromPartition, string beforePartition, RowAddress? after, int take, CancellationToken cancel) =>
            rows.ScanAsync(table, fromPartition, beforePartition, after, take, cancel);

        public ValueTask<CommitResult> CommitAsync(
            string table, string partition, IReadOnlyList<RowChange> changes, CancellationToken cancel)
        {
            if (_ended)
                throw new OperationCanceledException();
            _ended = true;
            return rows.CommitAsync(table, partition, changes, cancel);
        }
    }
}
