using System.Text.Json;
using Campaigns.Runtime.StoredRows;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace Campaigns.Runtime.Tests.StoredRows;

/// <summary>The fast way and the exact way must not differ by a character.</summary>
public sealed class InstantConverterTests
{
    private static readonly JsonSerializerOptions Own = new() { Converters = { new InstantConverter() } };
    private static readonly JsonSerializerOptions Exact = new() { Converters = { NodaConverters.InstantConverter } };

    public static TheoryData<Instant> Instants =>
    [
        Instant.FromUtc(2026, 3, 1, 9, 0),
        Instant.FromUtc(2026, 12, 31, 23, 59, 59) + Duration.FromTicks(1),
        Instant.FromUtc(2026, 3, 1, 9, 0) + Duration.FromMilliseconds(120),
        Instant.FromUtc(2026, 3, 1, 9, 0) + Duration.FromNanoseconds(1),
        Instant.FromUtc(1, 1, 1, 0, 0),
        Instant.FromUtc(1, 1, 1, 0, 0) - Duration.FromTicks(1),
        Instant.FromUtc(9999, 12, 31, 23, 59, 59),
        NodaConstants.UnixEpoch,
        Instant.MinValue,
        Instant.MaxValue,
    ];

    [Theory]
    [MemberData(nameof(Instants))]
    public void Write_AnyInstant_IsTheTextOfTheExactConverterAndReadsBack(Instant instant)
    {
        var text = JsonSerializer.Serialize(instant, Own);

        Assert.Equal(JsonSerializer.Serialize(instant, Exact), text);
        Assert.Equal(instant, JsonSerializer.Deserialize<Instant>(text, Own));
    }

    [Theory]
    [InlineData("\"2026-03-01\"")]
    [InlineData("\"2026-03-01T09:00:00+01:00\"")]
    [InlineData("\"Z\"")]
    [InlineData("7")]
    public void Read_NoInstant_IsRefusedAsTheExactConverterDoes(string text)
    {
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<Instant>(text, Exact));
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<Instant>(text, Own));
    }
}
