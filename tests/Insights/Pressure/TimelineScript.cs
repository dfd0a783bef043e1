using System.Globalization;
using Campaigns.Insights.Pressure;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Insights.Tests.Pressure;

/// <summary>
/// Timeline events written short: <c>journey kind message reason used+used</c>, one after the other from 1 January 2026 on;
/// <c>+10</c> lets ten days pass, <c>agent</c> as the last word makes it the agent's channel.
/// </summary>
internal static class TimelineScript
{
    private static readonly LocalDate Start = new(2026, 1, 1);

    public static PortfolioPressure Measure(params string[] customers) => Measure(PressurePeriod.Always, customers);

    public static PortfolioPressure Measure(PressurePeriod period, params string[] customers)
    {
        var tally = new PressureTally(period);
        foreach (var story in customers)
        {
            var customer = PressureTally.Begin();
            foreach (var (timelineEvent, day) in Events(story))
                tally.Add(customer, timelineEvent, day);
            tally.Complete(customer);
        }

        return tally.Result();
    }

    public static string Months(PortfolioPressure pressure) => string.Join(' ', pressure.Months.Select(month =>
        string.Create(CultureInfo.InvariantCulture, $"{month.Year}-{month.Month:00}:{string.Join(',', month.Customers)}")));

    public static string Rules(PortfolioPressure pressure) => string.Join(", ", pressure.Rules.Select(rule =>
        $"{rule.Reason} {rule.Messages}/{rule.SentLater}{Count("put off", rule.PutOff)}{Count("bumped", rule.Bumped)}{Count("refused", rule.Refused)}{Count("withdrawn", rule.Withdrawn)}"));

    public static string Collisions(PortfolioPressure pressure) => string.Join(", ", pressure.Collisions.Select(pair =>
            $"{pair.Waited}<{pair.WentFirst} {pair.Messages}/{pair.SentLater}{Count("outranked", pair.Outranked)}{Count("bumped", pair.Bumped)}{Count("gap", pair.Gap)}{Count("cap", pair.Cap)}")
        .Concat(pressure.Unattributed > 0 ? [$"?{pressure.Unattributed}"] : []));

    private static IEnumerable<(TimelineEvent Fact, LocalDate Day)> Events(string story)
    {
        var day = Start;
        foreach (var words in story.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(' ')))
        {
            if (words[0][0] == '+')
                day = day.PlusDays(int.Parse(words[0], CultureInfo.InvariantCulture));
            else
                yield return (Of(words, day), day);
        }
    }

    private static TimelineEvent Of(string[] words, LocalDate day)
    {
        var agent = words[^1] == "agent";
        string? Word(int index) => index < words.Length - (agent ? 1 : 0) ? words[index] : null;
        return new TimelineEvent(day.AtMidnight().InUtc().ToInstant(), words[1])
        {
            Journey = new JourneyId(words[0]),
            Message = Word(2) is { } message and not "-" ? new MessageId(message) : null,
            Reason = Word(3),
            Channel = agent ? Channel.Agent : Channel.Sms,
            Enrollment = new EnrollmentId($"{words[0]}~1"),
            Detail = Word(4) is { } used ? AttributeBag.Of([new("used", used.Split('+'))]) : null,
        };
    }

    private static string Count(string name, long count) => count == 0 ? "" : $" {name} {count}";
}
