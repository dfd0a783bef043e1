using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>documents</c>, partition <c>@heads</c>, row <c>@release</c>: which release is in force.</summary>
internal sealed class ReleaseHeadRow
{
    public DeploymentRow? Deployed { get; set; }

    public long Revision { get; set; }

    public string[]? Retired { get; set; }

    public PendingRow[]? Pending { get; set; }

    public ChangeRow[]? Due { get; set; }

    public static byte[] Write(ReleaseHead head) => RowJson.Write(new ReleaseHeadRow
    {
        Deployed = head.Live is { } live ? DeploymentRow.Of(live) : null,
        Revision = head.Revision,
        Retired = head.Retired.IsEmpty ? null : [.. head.Retired],
        Pending = head.Pending.IsEmpty ? null : [.. head.Pending.Select(static pending => new PendingRow
        {
            Id = pending.Key,
            Version = pending.Value.Live,
            Status = pending.Value.Status,
            At = pending.Value.At,
            Ramp = RampRow.Of(pending.Value.Ramp),
        })],
        Due = head.Due.IsEmpty ? null : RowJson.Map(head.Due, static change => new ChangeRow
        {
            Id = change.Id,
            Was = change.Was,
            From = change.From,
            Version = change.Live,
            To = change.To,
        }),
    }, RowJson.Context.ReleaseHeadRow);

    public static ReleaseHead Read(Row row) =>
        RowJson.Read(DocumentTable.Table, row, RowJson.Context.ReleaseHeadRow, static row => new ReleaseHead
        {
            Live = row.Deployed?.ToDeployment(),
            Revision = row.Revision,
            Retired = ReleaseHead.None.Retired.Union(row.Retired ?? []),
            Pending = ReleaseHead.None.Pending.AddRange((row.Pending ?? []).Select(static pending =>
                KeyValuePair.Create(pending.Id, new PendingHead(pending.Version, pending.Status, pending.At) { Ramp = pending.Ramp?.Read() }))),
            Due = RowJson.Map(row.Due, static change => new DeployedChange(change.Id, change.Was, change.From, change.Version, change.To)),
        });

    /// <summary>How a document stands whose own row says it not yet.</summary>
    internal sealed class PendingRow
    {
        public string Id { get; set; } = "";

        public int Version { get; set; }

        public JourneyStatus Status { get; set; }

        public Instant At { get; set; }

        public RampRow? Ramp { get; set; }
    }

    /// <summary>What a deployment did to a document.</summary>
    internal sealed class ChangeRow
    {
        public string Id { get; set; } = "";

        public int Was { get; set; }

        public JourneyStatus From { get; set; }

        public int Version { get; set; }

        public JourneyStatus To { get; set; }
    }
}
