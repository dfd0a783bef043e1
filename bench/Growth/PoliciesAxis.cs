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
        foreach (var size in Sizes)
        {
            foreach (var (name, date) in new (string, Func<int, string>)[]
            {
                ("a message, all policies of one day, by policies of a customer", _ => "2026-05-01"),
                ("a message, policies of fifty days, by policies of a customer", i =>
                    new LocalDate(2026, 5, 1).PlusDays(i * 50 / size).ToString("uuuu-MM-dd", null)),
            })
            {
                await using var installation = await Installation.OfAsync(Installation.Journey(
                    "renewal", """{ "before": { "date": "policy.expires_on", "by": "P30D" }, "key": ["policy.id"] }""",
                    $$"""{{Installation.Send("a")}}, { "id": "w", "wait": "P10D" }, {{Installation.Send("b")}}"""));
                for (var customer = 0; customer < Policies / size; customer++)
                {
                    await installation.MeetAsync($"c{customer}");
                    await installation.HandleAllAsync(Enumerable.Range(0, size).Select(i => installation.Event(
                        $"c{customer}", "policy.issued", ("policy_id", $"P{i:D3}"), ("product", "motor"), ("premium", 100m),
                        ("expires_on", date(i)))));
                }

                if (date(0) == date(size - 1))
                    yield return await Measurement.RunAsync("policy.updated, by policies of a customer", size, 100, installation.Rows, async i =>
                        await installation.Services.Runner.HandleAsync(
                            installation.Event("c0", "policy.updated", ("policy_id", $"P{i % size:D3}"), ("premium", 200m + i)), default));
                yield return await Measurement.OnceAsync(name, size, 2 * Policies, installation.Rows, async () =>
                    await installation.RunToAsync(Instant.FromUtc(2026, 7, 15, 0, 0)));
            }
        }
    }
}
