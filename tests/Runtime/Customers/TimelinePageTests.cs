using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using Campaigns.Runtime.Tests.StoredRows;
using Campaigns.Runtime.Tests.Support;
using CsCheck;
using NodaTime;

namespace Campaigns.Runtime.Tests.Customers;

/// <summary>A timeline read page by page is the timeline, wherever pages end, and also where one unit of work has several rows.</summary>
public sealed class TimelinePageTests
{
    [Fact]
    public void Pages_OfAnySize_AreTheTimeline() => Gen.Select(Gen.Int[1, 5].Array[0, 3].Array[0, 12], Gen.Int[1, 9]).Sample(
        (batches, page) => CheckAsync(batches, page).GetAwaiter().GetResult(), iter: 60, threads: 1);

    private static async Task CheckAsync(int[][] batches, int page)
    {
        await using var store = await RowsTestStore.OpenAsync();
        var (all, changes) = (0, new List<RowChange>());
        foreach (var (batch, parts) in batches.Index())
        {
            foreach (var (part, events) in parts.Index())
            {
                changes.Add(new RowChange.Upsert(
                    part == 0 ? $"t:{batch:D10}" : $"t:{batch:D10}.{part:D4}",
                    TimelineEventRow.Write([.. Enumerable.Range(all, events).Select(i => new TimelineEvent(At(i), "event"))])));
                all += events;
            }
        }

        if (changes.Count > 0)
            await store.Rows.CommitAsync(CustomerStore.Table, "c", changes, CampaignHarness.Cancel);
        var customers = new CustomerStore(store.Rows);

        var (read, after) = (new List<Instant>(), 0L);
        for (var last = -1; read.Count > last;)
        {
            last = read.Count;
            await foreach (var (timelineEvent, behind) in customers.ReadTimelineAsync(
                new("c"), TimelinePlace.Of(after), page, CampaignHarness.Cancel))
            {
                read.Add(timelineEvent.Time);
                after = behind.Number;
                if (read.Count - last == page)
                    break;
            }
        }

        Assert.Equal(Enumerable.Range(0, all).Select(At), read);
        Assert.Equal(read, await customers.ReadTimelineAsync(new("c"), CampaignHarness.Cancel).Select(e => e.Time).ToListAsync(CampaignHarness.Cancel));
    }

    private static Instant At(int number) => CustomerSamples.Noon + Duration.FromSeconds(number);
}
