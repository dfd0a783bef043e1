using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Decisions.Contacts;

namespace Campaigns.Runtime.StoredRows;

/// <summary>
/// The contacts within row <c>a</c>. Each save writes all of them and most have changed nothing, so of a ledger with many the text of a
/// contact is kept for as long as the contact is.
/// </summary>
internal sealed class LedgerEntriesConverter : JsonConverter<LedgerEntries>
{
    private const int Many = 16;
    private static readonly ConditionalWeakTable<LedgerEntry, byte[]> Written = [];

    public override LedgerEntries Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LedgerEntries.Of(RowJson.Map(JsonSerializer.Deserialize(ref reader, RowJson.Context.LedgerEntryRowArray), LedgerEntryRow.Read).AsSpan());

    public override void Write(Utf8JsonWriter writer, LedgerEntries value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var entry in value)
        {
            if (value.Count > Many)
                writer.WriteRawValue(Written.GetValue(entry, TextOf), skipInputValidation: true);
            else
                JsonSerializer.Serialize(writer, LedgerEntryRow.Of(entry), RowJson.Context.LedgerEntryRow);
        }

        writer.WriteEndArray();
    }

    private static byte[] TextOf(LedgerEntry entry) =>
        JsonSerializer.SerializeToUtf8Bytes(LedgerEntryRow.Of(entry), RowJson.Context.LedgerEntryRow);
}
