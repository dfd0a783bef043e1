using Campaigns.Api.Customers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Growth.Benchmarks;

/// <summary>Entries on one customer's timeline: an event, and the pages of the timeline from the first to the last.</summary>
internal static class TimelineAxis
{
    private static readonly int[] Sizes = [10, 100, 1000, 10_000];

    public static async IAsyncEnumerable<Figure> MeasureAsync()
    {
        await using var installation = await Installation.OfAsync(
            Installation.Journey(
                "tell", """{ "on": "app.opened", "reentry": "afterExit" }""", """{ "id": "p", "publish": { "type": "app.seen" } }"""));
        await installation.MeetAsync("c");
        var entries = 0;
        foreach (var size in Sizes)
        {
            // Entered, published, ended: three entries and one row of the timeline for each event.
            for (; entries < size; entries += 3)
                await installation.Services.Runner.HandleAsync(installation.Event("c", "app.opened"), default);
            yield return await Measurement.RunAsync("policy.updated, by timeline entries", size, 200, installation.Rows, async i =>
                await installation.Services.Runner.HandleAsync(
                    installation.Event("c", "policy.updated", ("policy_id", "P1"), ("premium", (decimal)(size + i))), default));
            yield return await Measurement.RunAsync("a page of 50, by timeline entries", size, 1, installation.Rows, async _ =>
                await ReadAllAsync(installation, page: 50)) is var all ? PerPage(all, (entries + 49) / 50) : null!;
        }
    }

    private static Figure PerPage(Figure all, int pages) => all with
    {
        Microseconds = all.Microseconds / pages,
        Kilobytes = all.Kilobytes / pages,
        Reads = all.Reads / pages,
        RowsRead = all.RowsRead / pages,
    };

    private static async ValueTask ReadAllAsync(Installation installation, int page)
    {
        for (var next = "0"; next is not null;)
        {
            var request = new DefaultHttpContext().Request;
            request.QueryString = new QueryString($"?take={page}&after={Uri.EscapeDataString(next)}");
            var answer = await CustomerReads.TimelineAsync("c", request, installation.Services.Customers, default);
            next = ((JsonHttpResult<TimelinePage>)answer.Result).Value!.Next?.ToString();
        }
    }
}
