using CsCheck;

namespace Campaigns.Insights.Tests.Pressure;

/// <summary>Random portfolios, counted by the product and once more by plain LINQ over the finished lists.</summary>
public sealed class PressureOracleTests
{
    private static readonly string[] Journeys = ["renewal", "gift", "win-back"];
    private static readonly string[] Ends = ["sent", "unknown", "failed", "refused gap", "released renewed", ""];
    private static readonly string[] Holds =
        ["deferred gap", "deferred quiet-hours", "deferred cap:month", "deferred outranked:renewal", "bumped outranked:gift"];

    /// <summary>A message's life: whose it is, on which day, what held it back on the way, how it ended.</summary>
    private static readonly Gen<Life> AnyLife = Gen.Select(
        Gen.OneOf(Journeys), Gen.Int[0, 100], Gen.OneOf(Holds).List[0, 4], Gen.OneOf(Ends), (journey, day, holds, end) =>
            new Life(journey, day, holds, end));

    private static readonly Gen<List<List<Life>>> AnyPortfolio = AnyLife.List[0, 8].List[0, 6];

    [Fact]
    public void Result_OfAnyPortfolio_AgreesWithPlainCounting() => AnyPortfolio.Sample(portfolio =>
    {
        var pressure = TimelineScript.Measure([.. portfolio.Select(Tell)]);
        var lives = portfolio.SelectMany((customer, c) => customer.Select(life => (Customer: c, Life: life))).ToList();

        Assert.Equal(portfolio.Count, pressure.Customers);
        Assert.Equal(lives.Count(l => l.Life.Contact), pressure.Contacts);
        Assert.All(pressure.Months, month => Assert.Equal(portfolio.Count, month.Customers.Sum()));
        var months = lives.Where(l => l.Life.Contact).GroupBy(l => Month(l.Life.Day))
            .ToDictionary(m => m.Key, m => m.GroupBy(l => l.Customer).Select(g => g.Count()).ToList());
        Assert.All(pressure.Months, month =>
        {
            var counts = months.GetValueOrDefault((month.Year, month.Month)) ?? [];
            Assert.Equal(counts.Sum(), month.Contacts);
            Assert.Equal(counts.DefaultIfEmpty().Max(), month.Max);
            var all = counts.Concat(Enumerable.Repeat(0, portfolio.Count - counts.Count)).Order().ToList();
            Assert.Equal(all[(int)Math.Ceiling(all.Count * 0.95) - 1], month.P95);
            Assert.Equal(all.Average(), month.Mean, 9);
        });

        foreach (var rule in pressure.Rules)
        {
            Assert.Equal(lives.Count(l => l.Life.Reasons.Contains(rule.Reason)), rule.Messages);
            Assert.Equal(lives.Count(l => l.Life.Reasons.Contains(rule.Reason) && l.Life.Contact), rule.SentLater);
            Assert.Equal(lives.Sum(l => l.Life.Holds.Count(h => h == $"deferred {rule.Reason}")), rule.PutOff);
            Assert.Equal(lives.Sum(l => l.Life.Holds.Count(h => h == $"bumped {rule.Reason}")), rule.Bumped);
        }

        Assert.Equal(
            lives.SelectMany(l =>
                l.Life.Reasons.Where(r => r.StartsWith("outranked:", StringComparison.Ordinal)).Select(r => $"{l.Life.Journey}<{r[10..]}"))
                .CountBy(pair => pair).OrderBy(p => p.Key, StringComparer.Ordinal),
            pressure.Collisions.Select(pair => KeyValuePair.Create($"{pair.Waited}<{pair.WentFirst}", (int)pair.Messages))
            .OrderBy(p => p.Key, StringComparer.Ordinal));
    });

    [Fact]
    public void Result_WhateverTheOrderOfTheCustomers_IsTheSame() => Gen.Select(AnyPortfolio, Gen.Int).Sample((portfolio, seed) =>
    {
        string[] stories = [.. portfolio.Select(Tell)];
        var one = TimelineScript.Measure(stories);
        new Random(seed).Shuffle(stories);
        var other = TimelineScript.Measure(stories);
        Assert.Equal((TimelineScript.Months(one), TimelineScript.Rules(one), TimelineScript.Collisions(one)),
            (TimelineScript.Months(other), TimelineScript.Rules(other), TimelineScript.Collisions(other)));
    });

    private static (int Year, int Month) Month(int day) =>
        new DateOnly(2026, 1, 1).AddDays(day) is var date ? (date.Year, date.Month) : default;

    private static string Tell(List<Life> lives)
    {
        var story = new List<string>();
        var today = 0;
        foreach (var (life, i) in lives.Select((life, i) => (life, i)).OrderBy(pair => pair.life.Day))
        {
            story.Add($"+{life.Day - today}");
            today = life.Day;
            story.AddRange(life.Holds.Append(life.End).Where(words => words.Length > 0).Select(words => words.Split(' '))
                .Select(words => $"{life.Journey} {words[0]} m{i} {words.ElementAtOrDefault(1)}".TrimEnd()));
        }

        return string.Join("; ", story);
    }

    private sealed record Life(string Journey, int Day, List<string> Holds, string End)
    {
        public bool Contact => End is "sent" or "unknown";

        public HashSet<string> Reasons =>
            [.. Holds.Concat(End.StartsWith("refused", StringComparison.Ordinal) ? [End] : []).Select(words => words.Split(' ')[1])];
    }
}
