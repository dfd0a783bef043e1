using System.Text.Json.Serialization;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;

namespace Campaigns.Insights.Statistics;

/// <summary>Table <c>statistics</c>: the numbers of a page, each key with its own a row of these.</summary>
internal sealed class StatisticsRow
{
    private static readonly StatisticsRowContext Context = new(RowJson.CreateOptions());

    public string Kind { get; set; } = "";

    public string? Step { get; set; }

    public string? Channel { get; set; }

    public string? Reason { get; set; }

    public bool Holdout { get; set; }

    public long Count { get; set; }

    public long First { get; set; }

    public decimal Value { get; set; }

    public static byte[] Write(StatisticsCounts counts) => RowJson.Write<StatisticsRow[]>([.. counts
        .OrderBy(cell => cell.Key.Kind, StringComparer.Ordinal).ThenBy(cell => cell.Key.Step, StringComparer.Ordinal)
        .Select(cell => Of(cell.Key, cell.Value))], Context.StatisticsRowArray);

    public static StatisticsCounts Read(Row row) =>
        RowJson.Read(StatisticsTable.Table, row, Context.StatisticsRowArray, static cells =>
        {
            var counts = new StatisticsCounts();
            foreach (var cell in cells)
            {
                counts.Count(new(cell.Kind, cell.Step ?? "", cell.Channel ?? "", cell.Reason ?? "", cell.Holdout),
                    new(cell.Count, cell.First, cell.Value));
            }

            return counts;
        });

    private static StatisticsRow Of(StatisticsKey key, StatisticsNumbers numbers) => new()
    {
        Kind = key.Kind,
        Step = NullIfEmpty(key.Step),
        Channel = NullIfEmpty(key.Channel),
        Reason = NullIfEmpty(key.Reason),
        Holdout = key.Holdout,
        Count = numbers.Count,
        First = numbers.First,
        Value = numbers.Value,
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>The generated code that writes and reads statistics.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(StatisticsRow[]))]
internal sealed partial class StatisticsRowContext : JsonSerializerContext;
