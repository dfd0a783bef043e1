using System.Globalization;
using System.Text;
using System.Text.Json;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>
/// Since when attributes are as they are, beside them in their row: for each instant, in ticks of Unix time, the names; <c>"*"</c> for all
/// that no other instant names. A policy that was said in one event takes thirty bytes.
/// </summary>
internal static class AttributeTimes
{
    /// <summary>No attribute's name: those of the catalog begin with a letter.</summary>
    public const string Property = "~at";

    private const string Others = "*";
    private const string Id = "id"; // never said by an event, so without an instant of its own

    public static void Write(Utf8JsonWriter writer, AttributeBag bag)
    {
        var times = bag.Times;
        if (times.Count == 0)
            return;
        var groups = times.GroupBy(time => time.Value, time => time.Key).OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key).ToList();
        // What has a value and no instant is not "all others"; nor is it worth a rule of its own.
        var hasOthers = bag.Names.All(name => name == Id || times.ContainsKey(name)) && times.Keys.All(bag.Contains);
        writer.WriteStartObject(Property);
        for (var i = 0; i < groups.Count; i++)
        {
            writer.WritePropertyName(groups[i].Key.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture));
            if (i == 0 && hasOthers)
            {
                writer.WriteStringValue(Others);
                continue;
            }

            writer.WriteStartArray();
            foreach (var name in groups[i])
                writer.WriteStringValue(name);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads them where the reader stands, and moves it to their end; null when it is something else.</summary>
    public static (Dictionary<string, Instant> Times, Instant? Others)? Read(ref Utf8JsonReader reader)
    {
        var ahead = reader;
        reader.Skip();
        try
        {
            if (ahead.TokenType != JsonTokenType.String)
                return ReadObject(ref ahead);
            // As a version wrote them on that took them for an attribute.
            var text = new Utf8JsonReader(Encoding.UTF8.GetBytes(ahead.GetString()!));
            return text.Read() ? ReadObject(ref text) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or InvalidOperationException
            or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static (Dictionary<string, Instant>, Instant?)? ReadObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        var times = new Dictionary<string, Instant>(StringComparer.Ordinal);
        Instant? others = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = Instant.FromUnixTimeTicks(
                long.Parse(reader.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                others = at;
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartArray)
                return null;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                times[reader.GetString() ?? ""] = at;
        }

        return (times, others);
    }
}
