using System.Collections;
using Campaigns.Runtime.StoredRows;

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

    public byte[] Write() => StoreJson.Write(_cells
        .OrderBy(cell => cell.Key.Kind, StringComparer.Ordinal).ThenBy(cell => cell.Key.Step, StringComparer.Ordinal)
        .Select(cell => new Cell(
            cell.Key.Kind, NullIfEmpty(cell.Key.Step), NullIfEmpty(cell.Key.Channel), NullIfEmpty(cell.Key.Reason),
            cell.Key.Holdout, cell.Value.Count, cell.Value.First, cell.Value.Value)).ToList());

    public IEnumerator<KeyValuePair<StatisticsKey, StatisticsNumbers>> GetEnumerator() => _cells.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public static StatisticsCounts Read(ReadOnlyMemory<byte> body)
    {
        var counts = new StatisticsCounts();
        foreach (var cell in StoreJson.Read<List<Cell>>(body))
            counts.Count(new(cell.Kind, cell.Step ?? "", cell.Channel ?? "", cell.Reason ?? "", cell.Holdout),
                new(cell.Count, cell.First, cell.Value));
        return counts;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private sealed record Cell(
        string Kind, string? Step, string? Channel, string? Reason, bool Holdout, long Count, long First, decimal Value);
}
