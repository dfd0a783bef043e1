using System.Diagnostics;
using Campaigns.Portfolio.History;
using Campaigns.Portfolio.Tests.Support;
using NodaTime;

namespace Campaigns.Portfolio.Tests;

public class SpainMotorTests(ITestOutputHelper output)
{
    [Fact]
    public void File_ReadsWithoutARejectedRow_AndEveryTermHasItsOwnId()
    {
        var rows = 0;
        using var file = File.OpenRead(SpainMotorFile.Path);
        HashSet<string> policies = [], customers = [], phones = [];
        var clock = Stopwatch.StartNew();
        foreach (var row in PortfolioReader.Open(file, SpainMotorFile.Map).Reader!.Rows())
        {
            if (row is not PortfolioRow.Mapped mapped)
                throw new Xunit.Sdk.XunitException($"{row}");
            policies.Add(mapped.Policy!.Value.Value);
            customers.Add(mapped.Customer.Value);
            phones.Add((string)mapped.CustomerAttributes["phone"]);
            rows++;
        }
        output.WriteLine($"{rows:N0} rows in {clock.Elapsed.TotalSeconds:F2} s: {rows / clock.Elapsed.TotalSeconds:N0} a second.");

        Assert.Equal((105_555, 105_555, 53_502), (rows, policies.Count, customers.Count));
        Assert.Equal(customers.Count, phones.Count);
        Assert.All(phones, provider => Assert.Matches(@"^\+1[2-9]\d\d55501\d\d$", provider));
    }

    [Fact]
    public void Traps_AreAsMeasured()
    {
        var terms = SpainMotorOracle.Terms(SpainMotorFile.Path);
        var dated = terms.Where(t => t.LapsedOn is not null).ToList();

        Assert.Equal(96_264, terms.Count(t => t.Expires.DayNumber - t.Known.DayNumber == 365));
        Assert.Equal(9_291, terms.Count(t => t.Expires.DayNumber - t.Known.DayNumber == 366));
        Assert.Equal(35_147, dated.Count);
        Assert.Equal(404, dated.Count(t => t.LapsedOn < t.Known));
        Assert.Equal(5_194, dated.Count(t => t.LapsedOn > t.Expires));
        Assert.Equal(15_975, dated.Count(t => t.Lapse == 0));
        Assert.Equal(2_376, terms.Count(t => t.Lapse > 0 && t.LapsedOn is null));
    }

    [Fact]
    public void Cancellations_AreTheDatedLapses_NeverBeforeTheirIssue()
    {
        using var timeline = Sort(SpainMotorFile.Path);
        var issued = new Dictionary<string, Instant>();
        var cancelled = 0;
        foreach (var happened in timeline.Events())
            if (happened.Type == "policy.issued")
                issued.Add(happened.Policy!.Value.Value, happened.At);
            else
            {
                cancelled++;
                Assert.True(issued[happened.Policy!.Value.Value] <= happened.At);
            }

        Assert.Equal(105_555, issued.Count);
        Assert.Equal(35_147, cancelled);
    }

    [Fact]
    public void Replay_OfTheTimeline_FindsTheRemindersOfTheOracle()
    {
        var expected = SpainMotorOracle.Reminders(SpainMotorFile.Path);
        output.WriteLine($"{expected.Count:N0} reminders.");
        var clock = Stopwatch.StartNew();
        using var timeline = Sort(SpainMotorFile.Path);
        output.WriteLine($"{timeline.Count:N0} events sorted in {clock.Elapsed.TotalSeconds:F2} s.");

        Assert.Equal(expected.OrderBy(r => r.Date).ThenByDescending(r => r.Rung).ThenBy(r => r.Term, StringComparer.Ordinal),
            Replay(timeline));
    }

    [Fact]
    public void Timeline_OfTheWholeFile_StaysSmall()
    {
        using var file = new MeasuredFile(SpainMotorFile.Path);
        var clock = Stopwatch.StartNew();
        using var timeline = PortfolioHistory.Sort(
            PortfolioReader.Open(file, SpainMotorFile.Map).Reader!, cancellation: TestContext.Current.CancellationToken);
        var count = 0;
        foreach (var _ in timeline.Events())
            if (count++ % 50_000 == 0)
                file.Measure();
        output.WriteLine(
            $"{count:N0} events sorted and read back in {clock.Elapsed.TotalSeconds:F2} s, at most {file.Most / 1e6:F1} MB live.");

        Assert.Equal(timeline.Count, count);
        Assert.InRange(file.Most, 1, 40_000_000);
    }

    private static IEnumerable<(DateOnly, int, string)> Replay(PortfolioHistory timeline)
    {
        var zone = timeline.TimeZone;
        var live = new Dictionary<LocalDate, SortedSet<string>>();
        using var events = timeline.Events().GetEnumerator();
        var more = events.MoveNext();
        for (var day = LocalDate.FromDateOnly(SpainMotorOracle.First); day <= LocalDate.FromDateOnly(SpainMotorOracle.Last); day =
            day.PlusDays(1))
        {
            for (var now = zone.AtStartOfDay(day).ToInstant(); more && events.Current.At <= now; more = events.MoveNext())
                Apply(events.Current, live);
            foreach (var milestone in SpainMotorOracle.Milestones)
                foreach (var term in live.GetValueOrDefault(day.PlusDays(milestone)) ?? [])
                    yield return (day.ToDateOnly(), milestone, term);
        }
    }

    private static void Apply(HistoryEvent happened, Dictionary<LocalDate, SortedSet<string>> live)
    {
        var policy = happened.Policy!.Value.Value;
        var expires = NodaTime.Text.LocalDatePattern.Iso.Parse(policy[^10..]).Value;
        if (happened.Type == "policy.cancelled")
            live[expires].Remove(policy);
        else if (live.TryGetValue(expires, out var terms))
            terms.Add(policy);
        else
            live[expires] = new(StringComparer.Ordinal) { policy };
    }

    private static PortfolioHistory Sort(string path)
    {
        using var file = File.OpenRead(path);
        return PortfolioHistory.Sort(PortfolioReader.Open(file, SpainMotorFile.Map).Reader!, rejected: r => Assert.Fail($"{r}"));
    }

    /// <summary>A file that, as it is read, keeps the most memory that was alive beyond what was at first.</summary>
    private sealed class MeasuredFile(string path) : FileStream(path, FileMode.Open, FileAccess.Read)
    {
        private readonly long _before = GC.GetTotalMemory(true);

        private int _reads;

        public long Most { get; private set; }

        public void Measure() => Most = Math.Max(Most, GC.GetTotalMemory(true) - _before);

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_reads++ % 4 == 0)
                Measure();
            return base.Read(buffer, offset, count);
        }
    }
}
