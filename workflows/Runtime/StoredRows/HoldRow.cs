using System.Text.Json;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>documents</c>, text of a version of the hold: what was done by whom, and what is held since.</summary>
internal sealed class HoldRow
{
    public bool Released { get; set; }

    public string? Channel { get; set; }

    public string By { get; set; } = "";

    public string? Because { get; set; }

    public HeldRow[]? Held { get; set; }

    public static string Write(HoldChange change, DeliveryHold hold) => JsonSerializer.Serialize(new HoldRow
    {
        Released = change.Released,
        Channel = change.Channel?.Name,
        By = change.By,
        Because = change.Because,
        Held = RowJson.Map(hold.Held, static held => new HeldRow
        {
            Channel = held.Channel?.Name,
            Since = held.Since,
            By = held.By,
            Because = held.Because,
        }),
    }, RowJson.Context.HoldRow);

    /// <summary>What was done in a version, and what is held since.</summary>
    /// <exception cref="JsonException">It is no text of this program.</exception>
    public static (HoldChange Change, DeliveryHold Hold) Read(StoredDocument version)
    {
        var row = JsonSerializer.Deserialize(version.Text, RowJson.Context.HoldRow)
            ?? throw new JsonException("expected a value, found null");
        return (new HoldChange(version.At, row.Released, Of(row.Channel), row.By, row.Because),
            new DeliveryHold(RowJson.Map(row.Held, static held =>
                new HeldDelivery(Of(held.Channel), held.Since, held.By, held.Because))));
    }

    private static Channel? Of(string? name) => name is null ? null : new Channel(name);

    /// <summary>One thing that is held.</summary>
    internal sealed class HeldRow
    {
        public string? Channel { get; set; }

        public Instant Since { get; set; }

        public string By { get; set; } = "";

        public string? Because { get; set; }
    }
}
