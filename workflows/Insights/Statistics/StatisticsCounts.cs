using System.Collections;

namespace Campaigns.Insights.Statistics;

/// <summary>The numbers of a page, as stored and in memory.</summary>
internal sealed class StatisticsCounts : IEnumerable<KeyValuePair<StatisticsKey, StatisticsNumbers>>
{
    private readonly Dictionary<StatisticsKey, StatisticsNumbers> _cells = [];

    public void Count(StatisticsKey key, StatisticsNumbers numbers) =>
        _cells[key] = _cells.TryGetValue(key, out var known) ? known + numbers : numbers;

    public void Count(StatisticsCounts others)
    {
        foreach (var (key, numbers) in others)
            Count(key, numbers);
    }

    public IEnumerator<KeyValuePair<StatisticsKey, StatisticsNumbers>> GetEnumerator() => _cells.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
