using System.Globalization;
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

    public static void Write(Utf8JsonWriter writer, AttributeBag bag)
    {
        if (bag.Times.Count == 0)
            return;
        var groups = bag.Times.GroupBy(time => time.Value, time => time.Key).OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key).ToList();
        // What has a value and no instant is not "all others"; nor is it worth a rule of its own.
        var hasOthers = bag.Names.All(bag.Times.ContainsKey) && bag.Times.Keys.All(bag.Contains);
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

    /// <summary>Puts the instants to the values; text that is something else is dropped.</summary>
    public static AttributeBag Read(string json, AttributeBag bag)
    {
        var times = new Dictionary<string, Instant>(StringComparer.Ordinal);
        Instant? others = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var group in document.RootElement.EnumerateObject())
            {
                var at = Instant.FromUnixTimeTicks(long.Parse(group.Name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
                if (group.Value.ValueKind == JsonValueKind.String)
                    others = at;
                else
                    foreach (var name in group.Value.EnumerateArray())
                        times[name.GetString() ?? ""] = at;
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or InvalidOperationException
            or ArgumentOutOfRangeException)
        {
            return bag;
        }

        foreach (var name in others is null ? [] : bag.Names)
            times.TryAdd(name, others!.Value);
        return bag.Since(times);
    }
}
