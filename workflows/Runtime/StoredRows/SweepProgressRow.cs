using System.Text.Json;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>sweeps</c>: a sweep and how far it is; of a schedule, the sweep it ordered last.</summary>
internal sealed class SweepProgressRow
{
    public SweepRow? Sweep { get; set; }

    public string? Partition { get; set; }

    public string? Key { get; set; }

    public long Seen { get; set; }

    public long Entered { get; set; }

    public static byte[] Write(SweepProgress progress) => RowJson.Write(new SweepProgressRow
    {
        Sweep = SweepRow.Of(progress.Sweep),
        Partition = progress.Partition,
        Key = progress.Key,
        Seen = progress.Seen,
        Entered = progress.Entered,
    }, RowJson.Context.SweepProgressRow);

    public static SweepProgress Read(Row row)
    {
        var progress = RowJson.Read(SweepTable.Table, row, RowJson.Context.SweepProgressRow, static row => new SweepProgress(
            (row.Sweep ?? throw new JsonException("there is no sweep in it")).Read())
        {
            Partition = row.Partition,
            Key = row.Key,
            Seen = row.Seen,
            Entered = row.Entered,
        });
        return progress with { Tag = row.Tag };
    }

    /// <summary>What a sweep does, within its row.</summary>
    internal sealed class SweepRow
    {
        public string Journey { get; set; } = "";

        public SweepKind Kind { get; set; }

        public Instant At { get; set; }

        public string? Schedule { get; set; }

        public string? Outcome { get; set; }

        public MigrationRow? Migration { get; set; }

        public static SweepRow Of(Sweep sweep) => new()
        {
            Journey = sweep.Journey.Value,
            Kind = sweep.Kind,
            At = sweep.At,
            Schedule = sweep.Schedule,
            Outcome = sweep.Outcome,
            Migration = MigrationRow.Of(sweep.Migration),
        };

        public Sweep Read() => new(new(Journey), Kind, At) { Schedule = Schedule, Outcome = Outcome, Migration = Migration?.Read() };
    }
}
