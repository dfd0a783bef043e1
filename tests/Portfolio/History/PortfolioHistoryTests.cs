using System.Text;
using Campaigns.Portfolio.History;
using Campaigns.Portfolio.Tests.Support;
using NodaTime;

namespace Campaigns.Portfolio.Tests.History;

public class PortfolioHistoryTests
{
    private const string Map = """
        { "timeZone": "America/Sao_Paulo",
          "customer": { "id": "c", "attributes": { "tier": "t" }, "consents": ["sms:marketing", { "consent": "email:marketing", "when": "row.t" }] },
          "policy": { "id": "p", "attributes": { "premium": { "column": "m", "type": "number" } } },
          "events": [
            { "type": "policy.issued", "on": "from", "policyAttributes": ["premium"], "data": { "new": { "constant": true } } },
            { "type": "policy.cancelled", "on": "to", "notBefore": "from" } ] }
        """;

    [Fact]
    public void Events_ComeByTimeThenMapOrderThenCustomer() => Assert.Equal(
        [
            "2017-01-01 policy.issued A/1", "2017-01-01 policy.issued B/1", "2017-01-01 policy.cancelled A/1",
            "2017-01-02 policy.cancelled B/1", "2017-02-01 policy.issued A/2",
        ],
        Show("B,1,,1,2017-01-01,2017-01-02\nA,2,,1,2017-02-01,\nA,1,,1,2017-01-01,2017-01-01\n"));

    [Fact]
    public void Cancellation_BeforeItsIssue_FollowsTheIssueAtOnce() => Assert.Equal(
        ["2017-01-05 policy.issued A/1", "2017-01-05 policy.cancelled A/1"],
        Show("A,1,,1,2017-01-05,2017-01-02\n"));

    [Fact]
    public void Events_OutsideTheDays_AreLeftOut() => Assert.Equal(
        ["2017-01-02 policy.issued B/1", "2017-01-03 policy.issued C/1"],
        Show(
            "A,1,,1,2017-01-01,\nB,1,,1,2017-01-02,\nC,1,,1,2017-01-03,\nD,1,,1,2017-01-04,\n",
            new LocalDate(2017, 1, 2),
            new LocalDate(2017, 1, 3)));

    [Fact]
    public void Day_WithoutAMidnight_BeginsAtItsFirstMoment()
    {
        using var timeline = Sort("A,1,,1,2017-10-15,\n");

        // Clocks went from 24:00 to 01:00 (UTC-2).
        Assert.Equal(Instant.FromUtc(2017, 10, 15, 3, 0), Assert.Single(timeline.Events()).At);
    }

    [Fact]
    public void Events_MoreThanMemoryHolds_ComeBackWholeAndInOrder()
    {
        var csv = new StringBuilder();
        var first = new LocalDate(2016, 1, 1);
        for (var i = 0; i < PortfolioHistory.RunLength * 2; i++)
            csv.Append(
                $"C{i},1,{(i % 3 == 0 ? "" : "high")},{i}.5,{first.PlusDays(i * 7919 % 1000):uuuu-MM-dd},{first.PlusDays(i * 104729 % 1300):uuuu-MM-dd}\n");
        using var timeline = Sort(csv.ToString());

        var events = timeline.Events().ToList();

        Assert.Equal(PortfolioHistory.RunLength * 4, events.Count);
        Assert.Equal(timeline.Count, events.Count);
        Assert.Equal(events.OrderBy(e => e.At).ThenBy(e => e.Order).ThenBy(e => e.Customer.Value, StringComparer.Ordinal), events);
        Assert.All(events, happened =>
        {
            var i = int.Parse(happened.Customer.Value[1..], null);
            Assert.Equal(i + 2, happened.Line);
            Assert.Equal(i % 3 == 0 ? null : "high", happened.CustomerAttributes.GetValueOrDefault("tier"));
            Assert.Equal(i % 3 == 0 ? 1 : 2, happened.Consents.Count);
            if (happened.Type == "policy.issued")
                Assert.Equal((i + 0.5m, true), (happened.Data["premium"], happened.Data["new"]));
        });
    }

    [Fact]
    public void Rows_Broken_AreReported_AndTheRestIsSorted()
    {
        var rejected = new List<PortfolioRow.Rejected>();
        using var timeline = Sort("A,1,,1,yesterday,\nB,1,,1,2017-01-02,\n", rejected: rejected.Add);

        Assert.StartsWith("line 2, from: 'yesterday' is not a date as yyyy-MM-dd or ", Assert.Single(rejected).ToString());
        Assert.Equal(1, timeline.Count);
    }

    private static IEnumerable<string> Show(string rows, LocalDate? from = null, LocalDate? to = null)
    {
        using var timeline = Sort(rows, from, to);
        var zone = DateTimeZoneProviders.Tzdb["America/Sao_Paulo"];
        return [.. timeline.Events().Select(e => $"{e.At.InZone(zone).Date:uuuu-MM-dd} {e.Type} {e.Customer}/{e.Policy}")];
    }

    private static PortfolioHistory Sort(
        string rows, LocalDate? from = null, LocalDate? to = null, Action<PortfolioRow.Rejected>? rejected = null) =>
        PortfolioHistory.Sort(
            Portfolios.Open(Encoding.UTF8.GetBytes("c,p,t,m,from,to\n" + rows), Portfolios.Map(Map)), from, to, rejected);
}
