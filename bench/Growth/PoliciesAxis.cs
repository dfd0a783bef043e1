using NodaTime;

namespace Campaigns.Growth.Benchmarks;

/// <summary>
/// Policies of one customer: three hundred in all, spread over as many customers as it takes. Two messages for each, from the timers to
/// the provider; and an event of one of them.
/// </summary>
internal static class PoliciesAxis
{
    private const int Policies = 300;
    private static readonly int[] Sizes = [1, 10, 100, 300];

    public static async IAsyncEnumerable<Figure> MeasureAsync()
    {
        await MeasureAsync("", 10, "", spread: 1); // compiles
        foreach (var size in Sizes)
        {
            foreach (var figure in await MeasureAsync(
                "policy.updated, by policies of a customer", size, "a message, all policies of one day, by policies of a customer", spread: 1))
                yield return figure;
            yield return (await MeasureAsync("", size, "a message, policies of fifty days, by policies of a customer", spread: 50))[^1];
        }
    }

    private static async Task<List<Figure>> MeasureAsync(string update, int size, string message, int spread)
    {
        var figures = new List<Figure>();
        await using var installation = await Installation.OfAsync(Installation.Journey(
            "renewal", """{ "before": { "date": "policy.expires_on", "by": "P30D" }, "key": ["policy.id"] }""",
            $$"""{{Installation.Send("a")}}, { "id": "w", "wait": "P10D" }, {{Installation.Send("b")}}"""));
        for (var customer = 0; customer < Policies / size; customer++)
        {
            await installation.MeetAsync($"c{customer}");
            await installation.HandleAllAsync(Enumerable.Range(0, size).Select(i => installation.Event(
                $"c{customer}", "policy.issued", ("policy_id", $"P{i:D3}"), ("product", "motor"), ("premium", 100m),
                ("expires_on", new LocalDate(2026, 5, 1).PlusDays(i * spread / size).ToString("uuuu-MM-dd", null)))));
        }

        if (update.Length > 0)
            figures.Add(await Measurement.RunAsync(update, size, 100, installation.Rows, async i =>
                await installation.Services.Runner.HandleAsync(
                    installation.Event("c0", "policy.updated", ("policy_id", $"P{i % size:D3}"), ("premium", 200m + i)), default)));
        figures.Add(await Measurement.OnceAsync(message, size, 2 * Policies, installation.Rows, async () =>
            await installation.RunToAsync(Instant.FromUtc(2026, 7, 15, 0, 0))));
        return figures;
    }
}
