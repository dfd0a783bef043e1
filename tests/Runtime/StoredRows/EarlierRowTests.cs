using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.StoredRows;

/// <summary>Rows as earlier programs wrote them, where the present one writes them otherwise.</summary>
public sealed class EarlierRowTests
{
    [Fact]
    public async Task ContactsWithCounts_AreRead_AndWrittenWithout()
    {
        await using var store = await RowsTestStore.OpenAsync();
        await GoldenRows.RestoreAsync("customers.with-counts", store.Rows, CustomerStore.Table);
        var customers = new CustomerStore(store.Rows);

        var record = await customers.LoadAsync(new("C-1 full"), CampaignHarness.Cancel);
        Assert.Equal(DomainText.Of(CustomerSamples.Head with { TimelineBatches = 42 }), DomainText.Of(record.Head));

        record.Set(record.Ledger.With(record.Ledger.Entries[0] with { To = "agent-8" }));
        await customers.SaveAsync(record, CampaignHarness.Cancel);

        var written = await store.Rows.FindAsync(CustomerStore.Table, "C-1 full", "a", CampaignHarness.Cancel);
        Assert.Equal(-1, written!.Body.Span.IndexOf("counts"u8));
        Assert.NotEqual(-1, written.Body.Span.IndexOf("agent-8"u8));
    }
}
