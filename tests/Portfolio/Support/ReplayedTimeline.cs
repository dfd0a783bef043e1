using System.Globalization;
using System.Text.Json;

namespace Campaigns.Portfolio.Tests.Support;

/// <summary>Reads what a replay wrote, with nothing of the product: plain JSON lines.</summary>
internal static class ReplayedTimeline
{
    private static readonly Dictionary<string, int> RungOf =
        new() { ["d90"] = 90, ["d45"] = 45, ["d30"] = 30, ["d30-agent"] = 30, ["d15"] = 15 };
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan Gap = TimeSpan.FromHours(24);
    private static readonly TimeSpan Morning = TimeSpan.FromHours(9);
    private static readonly TimeSpan Evening = TimeSpan.FromHours(21);

    /// <summary>Every milestone that was reached: a message, a task, or the reason why there was none.</summary>
    public static IEnumerable<(DateOnly Date, int Rung, string Term)> Rungs(string path) =>
        from fact in Read(path)
        where fact.Kind is "reserved" or "refused" or "task" && fact.Step is not null && RungOf.ContainsKey(fact.Step)
        select (DateOnly.FromDateTime(fact.Time.DateTime), RungOf[fact.Step!], fact.Policy!);

    /// <summary>
    /// At most three messages in any thirty days, none by SMS or push in the quiet hours, no two within a day of each other.
    /// </summary>
    public static void AssertPolicyKept(string path)
    {
        var sent = Read(path).Where(fact => fact.Kind == "sent").ToList();
        Assert.NotEmpty(sent);
        Assert.All(sent.Where(fact => fact.Channel is "sms" or "push"), fact =>
            Assert.InRange(fact.Time.TimeOfDay, Morning, Evening - TimeSpan.FromTicks(1)));
        foreach (var customer in sent.GroupBy(fact => fact.Customer))
        {
            var times = customer.Select(fact => fact.Time).Order().ToList();
            for (var i = 1; i < times.Count; i++)
                Assert.True(times[i] - times[i - 1] >= Gap, $"{customer.Key}: {times[i - 1]} and {times[i]} are too close");
            for (var i = 3; i < times.Count; i++)
                Assert.True(times[i] - times[i - 3] >= Month, $"{customer.Key}: four messages from {times[i - 3]} to {times[i]}");
        }
    }

    private static IEnumerable<Line> Read(string path)
    {
        foreach (var text in File.ReadLines(path))
        {
            using var json = JsonDocument.Parse(text);
            var fact = json.RootElement;
            yield return new Line(
                DateTimeOffset.Parse(fact.GetProperty("time").GetString()!, CultureInfo.InvariantCulture),
                fact.GetProperty("customer").GetString()!,
                Text(fact, "policy"), fact.GetProperty("fact").GetString()!, Text(fact, "step"), Text(fact, "channel"));
        }
    }

    private static string? Text(JsonElement fact, string name) => fact.TryGetProperty(name, out var value) ? value.GetString() : null;

    private sealed record Line(DateTimeOffset Time, string Customer, string? Policy, string Kind, string? Step, string? Channel);
}
