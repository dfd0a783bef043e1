using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>documents</c>, partition of a document: its draft or one of its versions.</summary>
internal sealed class DocumentRow
{
    public string Text { get; set; } = "";

    public Instant At { get; set; }

    public static byte[] Write(StoredDocument document) =>
        RowJson.Write(new DocumentRow { Text = document.Text, At = document.At }, RowJson.Context.DocumentRow);

    public static StoredDocument Read(Row row) =>
        RowJson.Read(DocumentTable.Table, row, RowJson.Context.DocumentRow, static row => new StoredDocument(row.Text, row.At));
}

/// <summary>Table <c>documents</c>, partition <c>@heads</c>: how a document stands.</summary>
internal sealed class DocumentHeadRow
{
    public JourneyStatus Status { get; set; }

    public int Live { get; set; }

    public Instant ChangedAt { get; set; }

    public VersionRow[]? Versions { get; set; }

    public RampRow? Ramp { get; set; }

    public int[]? Partial { get; set; }

    public static byte[] Write(DocumentHead head) => RowJson.Write(new DocumentHeadRow
    {
        Status = head.Status,
        Live = head.Live,
        ChangedAt = head.ChangedAt,
        Versions = RowJson.Map(head.Versions, static version => new VersionRow { Number = version.Number, At = version.At, Release = version.Release }),
        Ramp = RampRow.Of(head.Ramp),
        Partial = head.Partial.IsEmpty ? null : [.. head.Partial],
    }, RowJson.Context.DocumentHeadRow);

    public static DocumentHead Read(Row row) =>
        RowJson.Read(DocumentTable.Table, row, RowJson.Context.DocumentHeadRow, static row => new DocumentHead
        {
            Status = row.Status,
            Live = row.Live,
            ChangedAt = row.ChangedAt,
            Versions = RowJson.Map(row.Versions, static version => new PublishedVersion(version.Number, version.At) { Release = version.Release }),
            Ramp = row.Ramp?.Read(),
            Partial = [.. row.Partial ?? []],
        });

    /// <summary>A published version within a document's head.</summary>
    internal sealed class VersionRow
    {
        public int Number { get; set; }

        public Instant At { get; set; }

        public string? Release { get; set; }
    }
}
