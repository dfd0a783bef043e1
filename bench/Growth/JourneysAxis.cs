namespace Campaigns.Growth.Benchmarks;

/// <summary>
/// Published journeys that begin before a date of a policy, under a condition: a change that none of them reads, one that all read, and
/// an event that begins one of as many journeys.
/// </summary>
internal static class JourneysAxis
{
    private static readonly int[] Sizes = [3, 30, 300];

    public static async IAsyncEnumerable<Figure> MeasureAsync()
    {
        foreach (var size in Sizes)
        {
            await using var installation = await Installation.OfAsync(
            [
                .. Enumerable.Range(0, size).Select(i => Installation.Journey($"before-{i}",
                    $$"""
                    { "before": { "date": "policy.expires_on", "by": "P{{30 + (i % 30)}}D" }, "key": ["policy.id"],
                      "where": "policy.status == 'active' and customer.value_tier == 'high'" }
                    """, """{ "id": "w", "wait": "P9D" }""")),
                .. Enumerable.Range(0, size).Select(i => Installation.Journey($"on-{i}", $$"""{ "on": "shop.visited-{{i}}" }""",
                    """{ "id": "w", "wait": "P9D" }""")),
            ]);
            await installation.MeetAsync("c");
            await installation.Services.Runner.HandleAsync(installation.Event(
                "c", "policy.issued", ("policy_id", "P1"), ("expires_on", "2026-12-31"), ("premium", 100m)), default);
            yield return await Measurement.RunAsync("policy.updated that no journey reads, by journeys", size, 300, installation.Rows,
                async i => await installation.Services.Runner.HandleAsync(
                    installation.Event("c", "policy.updated", ("policy_id", "P1"), ("premium", 200m + i)), default));
            yield return await Measurement.RunAsync("policy.updated that all journeys read, by journeys", size, 30, installation.Rows,
                async i => await installation.Services.Runner.HandleAsync(
                    installation.Event("c", "policy.updated", ("policy_id", "P1"), ("expires_on", $"2026-12-{1 + (i % 28):D2}")),
                    default));
            yield return await Measurement.RunAsync("customer.updated that no journey reads, by journeys", size, 300, installation.Rows,
                async i => await installation.Services.Runner.HandleAsync(
                    installation.Event("c", "customer.updated", ("city", $"city {i}")), default));
            yield return await Measurement.RunAsync("an event that begins nothing, by journeys", size, 300, installation.Rows,
                async _ => await installation.Services.Runner.HandleAsync(installation.Event("c", "shop.left"), default));
        }
    }
}
