namespace Campaigns.Growth.Benchmarks;

/// <summary>Enrollments of one customer that are over, each of another key: an event, an entry, and an event that may reach a goal.</summary>
internal static class PastAxis
{
    private static readonly int[] Sizes = [0, 10, 100, 1000, 5000, 10_000];

    public static async IAsyncEnumerable<Figure> MeasureAsync()
    {
        await using var installation = await Installation.OfAsync(
            Installation.Journey("screen", """{ "on": "app.opened", "key": ["event.screen"] }""",
                """{ "id": "p", "publish": { "type": "app.seen" } }"""));
        await installation.MeetAsync("c");
        var past = 0;
        foreach (var size in Sizes)
        {
            Exception? failed = null;
            try
            {
                var first = past;
                await installation.HandleAllAsync(Enumerable.Range(first, Math.Max(0, size - first)).Select(i =>
                    installation.Event("c", "app.opened", ("screen", $"s{i}"))));
                past = Math.Max(past, size);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failed = e;
            }

            if (failed is not null)
            {
                yield return Measurement.Impossible("policy.updated, by past enrollments", size, failed);
                yield return Measurement.Impossible("an entry and its end, by past enrollments", size, failed);
                continue;
            }

            var times = size >= 1000 ? 20 : 100;
            yield return await Measurement.RunAsync("policy.updated, by past enrollments", size, times, installation.Rows, async i =>
                await installation.Services.Runner.HandleAsync(
                    installation.Event("c", "policy.updated", ("policy_id", "P1"), ("premium", (decimal)(size + i))), default));
            if (size > 0)
                yield return await Measurement.RunAsync(
                    "an entry and its end, by past enrollments", size, times / 10, installation.Rows, async _ =>
                    await installation.Services.Runner.HandleAsync(
                        installation.Event("c", "app.opened", ("screen", $"s{past++}")), default));
        }
    }
}
