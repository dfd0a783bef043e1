using Campaigns.Definitions.ContactPolicies;
using Campaigns.Insights.Statistics;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Outbox;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using Campaigns.Runtime.Tests.Support;
using Campaigns.Runtime.Throttling;
using Campaigns.Runtime.Timers;
using NodaTime;

namespace Campaigns.Runtime.Tests.StoredRows;

/// <summary>Rows that a newer program wrote on the same store: refused, and nothing is changed by the attempt.</summary>
public sealed class NewerRowTests
{
    private static readonly string[] Tables =
    [
        CustomerStore.Table, CustomerDirectory.Table, DocumentTable.Table, ShortLinks.Table, SendRateLimiter.Table, ReportIndex.Table,
        SuppressionIndex.Table, SharedLedgers.Table,
        PublicationFlag.Table, SweepTable.Table, TimerTable.Table, ApiKeyTable.Table, "statistics",
    ];

    private static readonly MessageId Message = new("0123456789abcdefghjkmnpqrs");

    private static CancellationToken Cancel => CampaignHarness.Cancel;

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("d:P1")]
    [InlineData("e:")]
    public async Task OneRowOfACustomer_NothingIsDecidedOnTheOthers_AndOtherCustomersGoOn(string key)
    {
        await using var harness = await CampaignHarness.StartAsync("2026-06-01 12:00",
            SampleJourneys.Of("soon", """{ "id": "w", "wait": "P10D" }"""));
        foreach (var customer in new[] { "ann", "bob" })
        {
            await harness.AddCustomerAsync(customer);
            await harness.SendPolicyAsync(customer);
            await harness.SendEventAsync(customer, "app.opened");
        }

        var row = (await harness.Store.ReadAsync(CustomerStore.Table, "ann", key, key + "~", 1, Cancel))[0];
        byte[] newer = [.. "#4 "u8, .. row.Body.Span];
        await harness.Store.CommitAsync(CustomerStore.Table, "ann", [new RowChange.Upsert(row.Key, newer)], Cancel);
        var before = await SnapshotAsync(harness.Store, Tables);

        var refused = await Assert.ThrowsAsync<StoreFormatException>(() =>
            harness.SendEventAsync("ann", "customer.updated", ("name", "Eve")));
        await Assert.ThrowsAsync<StoreFormatException>(() => harness.SendEventAsync("ann", "customer.erased"));
        await Assert.ThrowsAsync<StoreFormatException>(() => harness.SendPolicyAsync("ann", id: "P2"));

        Assert.Contains($"The row customers/ann/{row.Key} has format version 4", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await SnapshotAsync(harness.Store, Tables));

        await harness.SendEventAsync("bob", "customer.updated", ("name", "Bob Lin"));
        Assert.Equal("Bob Lin", (await harness.RecordAsync("bob")).Profile.Attributes.Text("name"));

        // The program is updated, which here means that the row is of a version it knows.
        await harness.Store.CommitAsync(CustomerStore.Table, "ann", [new RowChange.Upsert(row.Key, row.Body)], Cancel);
        await harness.SendEventAsync("ann", "customer.updated", ("name", "Ann Wu"));
        Assert.Equal("Ann Wu", (await harness.RecordAsync("ann")).Profile.Attributes.Text("name"));
    }

    [Fact]
    public async Task FinishedEnrollmentsAndTimeline_AreRefused_AndNotRedacted()
    {
        await using var store = await NewerAsync("customers", CustomerStore.Table);
        var customers = new CustomerStore(store.Rows);
        CustomerId customer = new("C-1 full");
        var before = await SnapshotAsync(store.Rows, [CustomerStore.Table]);

        await RefusedAsync(async () => await customers.FindFinishedAsync(customer, new("finished~x~1"), Cancel));
        await RefusedAsync(async () => await customers.FindTimelineBatchesAsync(customer, new(41, 41), Cancel));
        await RefusedAsync(async () => await customers.ReadTimelineAsync(customer, Cancel).ToListAsync(Cancel));
        await RefusedAsync(async () => await customers.RedactHistoryAsync(customer, Cancel));

        Assert.Equal(before, await SnapshotAsync(store.Rows, [CustomerStore.Table]));
    }

    [Fact]
    public async Task JournalOfALargeUnit_IsNotCarriedOut()
    {
        await using var store = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("customers.journal", store.Rows, CustomerStore.Table);
        await store.Rows.CommitAsync(CustomerStore.Table, "C-4", [new RowChange.Upsert("a:", "#4 "u8.ToArray())], Cancel);
        var before = await SnapshotAsync(store.Rows, [CustomerStore.Table]);

        await RefusedAsync(async () => await new CustomerStore(store.Rows).LoadAsync(new("C-4"), Cancel));

        Assert.Equal(before, await SnapshotAsync(store.Rows, [CustomerStore.Table]));
    }

    [Fact]
    public async Task EveryOtherTable_IsRefused()
    {
        await using var alarms = await NewerAsync("alarms", TimerTable.Table);
        await RefusedAsync(async () => await new TimerTable(alarms.Rows).DueAsync(CustomerSamples.Noon, 10, Cancel));
        await RefusedAsync(async () => await new TimerTable(alarms.Rows).NextAsync(Cancel));

        await using var documents = await NewerAsync("documents", DocumentTable.Table);
        await RefusedAsync(async () => await new DocumentTable(documents.Rows).HeadsAsync(Cancel));
        await RefusedAsync(async () => await new DocumentTable(documents.Rows).DraftAsync("j", Cancel));
        await RefusedAsync(async () => await new DocumentTable(documents.Rows).VersionAsync("j", 4, Cancel));

        await using var sweeps = await NewerAsync("sweeps", SweepTable.Table);
        await RefusedAsync(async () => await new SweepTable(sweeps.Rows).OpenAsync(Cancel));

        await using var links = await NewerAsync("links", ShortLinks.Table);
        await RefusedAsync(async () => await new ShortLinks(links.Rows).FindAsync(Message.Value[..16], CustomerSamples.Noon, Cancel));

        await using var reports = await NewerAsync("reports", ReportIndex.Table);
        await RefusedAsync(async () => await new ReportIndex(reports.Rows).FindAsync("acs/1", Cancel));

        await using var unknown = await NewerAsync("unknown", UnknownMessages.Table);
        await RefusedAsync(async () => await new UnknownMessages(unknown.Rows).PageAsync(after: null, 10, Cancel));
        await using var suppressions = await NewerAsync("suppressions", SuppressionIndex.Table);
        await RefusedAsync(async () =>
            await new SuppressionIndex(suppressions.Rows).FindAsync("hash", Channel.Email, CustomerSamples.Noon, Cancel));

        await using var shared = await NewerAsync("sharedcaps", SharedLedgers.Table);
        await RefusedAsync(async () => await new SharedLedgers(shared.Rows).ReadAsync("household-1", CapScope.Household, Cancel));

        await using var pace = await NewerAsync("pace", SendRateLimiter.Table);
        await RefusedAsync(async () => await new SendRateLimiter(pace.Rows).AcquireAsync(new("j"), 60, 1, CustomerSamples.Noon, Cancel));

        await using var keys = await NewerAsync("keys", ApiKeyTable.Table);
        await RefusedAsync(async () => await new ApiKeyTable(keys.Rows).ListAsync(Cancel));

        await using var statistics = await NewerAsync("statistics", "statistics");
        var day = new LocalDate(2026, 6, 1);
        var counts = new JourneyStatistics(
            statistics.Rows, new CustomerDirectory(statistics.Rows), new CustomerStore(statistics.Rows), TimeProvider.System);
        await RefusedAsync(async () => await counts.ReadAsync(new("j"), day, day, Cancel));
    }

    /// <summary>A store with the golden rows of a table as a newer program would have written them.</summary>
    private static async Task<RowsTestStore> NewerAsync(string name, string table)
    {
        var store = await RowsTestStore.OpenAsync();
        foreach (var partition in (await GoldenRows.ReadAsync(name)).GroupBy(row => row.Partition))
        {
            await store.Rows.CommitAsync(table, partition.Key,
                [.. partition.Select(row => new RowChange.Upsert(row.Key, (byte[])[.. "#4 "u8, .. row.Body.Span]))], Cancel);
        }

        return store;
    }

    private static async Task RefusedAsync(Func<Task> read) =>
        Assert.Contains("has format version 4", (await Assert.ThrowsAsync<StoreFormatException>(read)).Message, StringComparison.Ordinal);

    private static async Task<List<string>> SnapshotAsync(IRowStore rows, IEnumerable<string> tables)
    {
        var all = new List<string>();
        foreach (var table in tables)
        {
            var found = await rows.ScanAsync(table, "", "~", after: null, 1000, Cancel);
            all.AddRange(found.Select(row => $"{table} {row.Partition} {row.Key} {row.Tag} {Convert.ToBase64String(row.Body.Span)}"));
        }

        return all;
    }
}
