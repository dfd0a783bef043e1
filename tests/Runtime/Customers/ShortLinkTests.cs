using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Tests.StoredRows;
using Campaigns.Runtime.Tests.Support;
using NodaTime;

namespace Campaigns.Runtime.Tests.Customers;

/// <summary>Short links end, and are removed by a job that reads no more than what has ended.</summary>
public sealed class ShortLinkTests
{
    private static readonly Instant Noon = CustomerSamples.Noon;
    private static readonly MessageId Message = new("0123456789abcdefghjkmnpqrs");

    private static CancellationToken Cancel => CampaignHarness.Cancel;

    [Fact]
    public async Task Removal_TakesWhatHasEnded_PageByPage_AndNothingElse()
    {
        await using var store = await RowsTestStore.OpenAsync();
        var links = new ShortLinks(store.Rows);
        for (var i = 0; i < 25; i++)
            await links.SaveAsync(Link($"ended{i:d11}", Noon + Duration.FromDays(i % 5)), Cancel);
        await links.SaveAsync(Link("later00000000000", Noon + Duration.FromDays(200)), Cancel);
        await links.SaveAsync(Link("never00000000000", ends: null), Cancel);
        // Sent again with a later deadline: the note of the earlier end removes nothing.
        await links.SaveAsync(Link("prolonged0000000", Noon), Cancel);
        await links.SaveAsync(Link("prolonged0000000", Noon + Duration.FromDays(200)), Cancel);

        var pages = new List<int>();
        var now = Noon + Duration.FromDays(100);
        do
            pages.Add(await new ShortLinks(store.Rows).RemoveEndedAsync(now, 10, Cancel));
        while (pages[^1] == 10);

        Assert.Equal([10, 10, 6], pages);
        Assert.Equal(0, await links.RemoveEndedAsync(now, 10, Cancel));
        var left = await store.Rows.ScanAsync(ShortLinks.Table, "", "~", after: null, 1000, Cancel);
        Assert.Equal(
            ["later00000000000", "never00000000000", "prolonged0000000"],
            left.Where(row => !row.Partition.StartsWith('@')).Select(row => row.Partition));
        Assert.Equal(2, left.Count(row => row.Partition.StartsWith('@')));
    }

    [Fact]
    public async Task Removal_CutShort_GoesOn()
    {
        await using var store = await RowsTestStore.OpenAsync();
        var links = new ShortLinks(store.Rows);
        await links.SaveAsync(Link("ended00000000000", Noon), Cancel);
        // As after a crash between the link and its note.
        await store.Rows.CommitAsync(ShortLinks.Table, "ended00000000000", [new Ports.RowChange.Delete("to")], Cancel);

        Assert.Equal(1, await links.RemoveEndedAsync(Noon + Duration.FromDays(1), 10, Cancel));
        Assert.Empty(await store.Rows.ScanAsync(ShortLinks.Table, "", "~", after: null, 1000, Cancel));
    }

    [Fact]
    public async Task ALink_WorksUntilItsEnd()
    {
        await using var store = await RowsTestStore.OpenAsync();
        var links = new ShortLinks(store.Rows);
        var link = Link("0000000000000001", Noon);
        await links.SaveAsync(link, Cancel);

        Assert.Equal(link, await links.FindAsync(link.Code, Noon - Duration.FromSeconds(1), Cancel));
        Assert.Null(await links.FindAsync(link.Code, Noon, Cancel));
        Assert.Null(await links.FindAsync("@2026-06-01", Noon, Cancel));
    }

    [Fact]
    public async Task AMessagesLink_EndsNinetyDaysAfterItsDeadline()
    {
        await using var harness = await CampaignHarness.StartAsync(
            "2026-06-01 12:00", null, new RecordingProvider { Reports = true },
            SampleJourneys.Of("soon", """{ "id": "hello", "send": { "channels": ["sms"], "template": "gift/offer-cover", "deadline": "P2D" } }"""));
        await harness.AddCustomerAsync("ann");
        await harness.SendPolicyAsync("ann");
        await harness.SendEventAsync("ann", "app.opened");
        await harness.RunToAsync("2026-06-01 13:00");

        var rows = await harness.Store.ScanAsync(ShortLinks.Table, "", "~", after: null, 10, Cancel);
        var code = Assert.Single(rows, row => row.Key == "to").Partition;
        var sent = Assert.Single(harness.Provider.Calls);
        Assert.Equal((await harness.Engine.Services.Customers.MessageIdsAsync(Cancel)).LinkCode(sent.Id), code);
        Assert.Equal(CampaignHarness.At("2026-06-03 12:00") + Duration.FromDays(90),
            (await harness.Engine.Services.Customers.Links.FindAsync(code, Noon, Cancel))!.Ends);
    }

    private static ShortLink Link(string code, Instant? ends) => new(code, new("C-1"), Message, "https://insurer.example/", ends);
}
