using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;

namespace Campaigns.Growth.Benchmarks;

/// <summary>Customers in the store: an event of one of them, and one that lets one in.</summary>
internal static class CustomersAxis
{
    private static readonly int[] Sizes = [10_000, 100_000, 500_000];

    public static async IAsyncEnumerable<Figure> MeasureAsync()
    {
        await using var installation = await Installation.OfAsync(
            Installation.Journey("hello", """{ "on": "app.opened", "key": ["event.screen"] }""", """{ "id": "w", "wait": "P9D" }"""));
        await installation.MeetAsync("pattern");
        await installation.Services.Runner.HandleAsync(
            installation.Event("pattern", "policy.issued", ("policy_id", "P1"), ("expires_on", "2027-01-31"), ("premium", 100m)),
            default);
        var pattern = await installation.Rows.ReadAsync(CustomerStore.Table, "pattern", "", "~", 100, default);
        var known = 0;
        foreach (var size in Sizes)
        {
            // Copies of rows: what is measured is not how long it takes to come by so many.
            for (; known < size; known++)
            {
                await installation.Rows.CommitAsync(
                    CustomerStore.Table, Name(known), [.. pattern.Select(row => new RowChange.Upsert(row.Key, row.Body))], default);
            }

            var random = new Random(1);
            yield return await Measurement.RunAsync("policy.updated, by customers", size, 2000, installation.Rows, async i =>
                await installation.Services.Runner.HandleAsync(
                    installation.Event(Name(random.Next(known)), "policy.updated", ("policy_id", "P1"), ("premium", 100m + i)), default));
            yield return await Measurement.RunAsync("an entry, by customers", size, 1000, installation.Rows, async i =>
                await installation.Services.Runner.HandleAsync(
                    installation.Event(Name(random.Next(known)), "app.opened", ("screen", $"{size}/{i}")), default));
        }

        static string Name(int number) => $"c{number:D7}";
    }
}
