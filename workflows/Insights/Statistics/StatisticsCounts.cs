using System.Collections;
using Campaigns.Model.Timeline;

namespace Campaigns.Insights.Statistics;

/// <summary>The numbers of a page, as stored and in memory. A page is one row, so the number of its cells is bounded.</summary>
/// <remarks>
/// Steps, channels and outcomes are those of the journey, and reasons a closed vocabulary, so real pages stay far below the bounds; they
/// hold for what older versions have stored on timelines.
/// </remarks>
internal sealed class StatisticsCounts : IEnumerable<KeyValuePair<StatisticsKey, StatisticsNumbers>>
{
    private readonly Dictionary<StatisticsKey, StatisticsNumbers> _cells = [];

    /// <summary>From this many cells on, new reasons are counted as <see cref="DeliveryReason.Other"/>.</summary>
    internal const int MaxReasons = 2_000;

    /// <summary>From this many cells on, new steps are counted without their name. A cell takes some 110 bytes; a row, 960 KiB.</summary>
    internal const int MaxCells = 4_000;

    public void Count(StatisticsKey key, StatisticsNumbers numbers)
    {
        if (_cells.Count >= MaxReasons && key.Reason.Length > 0 && !_cells.ContainsKey(key))
            key = key with { Reason = DeliveryReason.Other };
        if (_cells.Count >= MaxCells && !_cells.ContainsKey(key))
            key = key with { Step = "" };
        _cells[key] = _cells.TryGetValue(key, out var known) ? known + numbers : numbers;
    }

    public void Count(StatisticsCounts others)
    {
        foreach (var (key, numbers) in others)
            Count(key, numbers);
    }

    public IEnumerator<KeyValuePair<StatisticsKey, StatisticsNumbers>> GetEnumerator() => _cells.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
