using System.Text.Json.Serialization;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using NodaTime;

namespace Campaigns.Insights.Statistics;

/// <summary>Table <c>statistics</c>, partition <c>@tallies</c>: a tally that is not part of the common numbers yet.</summary>
internal sealed class TallyRow
{
    private static readonly TallyRowContext Context = new(RowJson.CreateOptions());

    /// <summary>The host that counts, a name that is the same after a restart; null: one without a name.</summary>
    public string? Host { get; set; }

    /// <summary>The process that wrote the entry, so that no two write the same; null: the one that opened it.</summary>
    public string? By { get; set; }

    /// <summary>
    /// Open: until when its process, or whoever counts it again, is left alone. Done: from when it may be added to the common numbers.
    /// </summary>
    public Instant Until { get; set; }

    /// <summary>Whether its pages are complete.</summary>
    public bool Done { get; set; }

    /// <summary>The pages of one that is done, each <c>PARTITION/KEY</c> of the common numbers.</summary>
    public string[]? Pages { get; set; }

    public byte[] Write() => RowJson.Write(this, Context.TallyRow);

    public static TallyRow Read(Row row) => RowJson.Read(StatisticsTable.Table, row, Context.TallyRow, static read => read);
}

/// <summary>The generated code that writes and reads them.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TallyRow))]
internal sealed partial class TallyRowContext : JsonSerializerContext;
