using System.Text;
using System.Text.Json;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using CsCheck;
using NodaTime;

namespace Campaigns.Runtime.Tests.StoredRows;

/// <summary>Since when attributes are as they are, in the row of their policy.</summary>
public sealed class AttributeTimesTests
{
    private static readonly Gen<Instant> AnyInstant = Gen.Int[0, 3].Select(i => Instant.FromUnixTimeTicks(17_802_864_000_000_000L + i));

    private static AttributeBag Read(string json) =>
        PolicyRow.Read(new Row("ann", "d:P1", Encoding.UTF8.GetBytes(json), "1"));

    [Fact]
    public void AnyBag_ComesBackWithItsTimes() =>
        Gen.Select(Gen.OneOf(Gen.Const("a"), Gen.Const("b"), Gen.Const("c")), Gen.Bool.Select(there => there ? "x" : null),
            AnyInstant).Array[0, 6].Sample(changes =>
            {
                var bag = changes.Aggregate(AttributeBag.Of([new("id", "P1")]), (known, change) =>
                    known.With([KeyValuePair.Create(change.Item1, (object?)change.Item2)], change.Item3));
                var read = Read(Encoding.UTF8.GetString(PolicyRow.Write(bag)));

                return read.HasSameValues(bag)
                    && read.Times.Where(time => time.Key != "id").OrderBy(time => time.Key, StringComparer.Ordinal)
                        .SequenceEqual(bag.Times.OrderBy(time => time.Key, StringComparer.Ordinal));
            });

    [Fact]
    public void OneEvent_TakesOneTime() => Assert.Equal(
        """{"product":"motor","status":"active","~at":{"17802864000000000":"*"}}""",
        Encoding.UTF8.GetString(PolicyRow.Write(AttributeBag.Empty.With(
            [new("product", "motor"), new("status", "active")], Instant.FromUnixTimeTicks(17_802_864_000_000_000L)))));

    [Fact]
    public void OneEventOfAPolicy_TakesOneTime_ThoughItsIdHasNone() => Assert.Equal(
        """{"id":"P1","status":"active","~at":{"17802864000000000":"*"}}""",
        Encoding.UTF8.GetString(PolicyRow.Write(AttributeBag.Of([new("id", "P1")])
            .With([new("status", "active")], Instant.FromUnixTimeTicks(17_802_864_000_000_000L)))));

    [Fact]
    public void ValueWithoutATime_IsNotGivenThatOfTheOthers()
    {
        var at = Instant.FromUnixTimeTicks(17_802_864_000_000_000L);
        var read = Read("""{"id":"P1","status":"active","~at":{"17802864000000000":"*"}}""").With([new("product", "motor")]);

        Assert.Equal((at, false), (read.Times["status"], read.Times.ContainsKey("product")));
    }

    [Theory]
    [InlineData("""{"a":"x"}""")]
    [InlineData("""{"a":"x","~at":"{\"17802864000000000\":\"*\"}"}""")]
    [InlineData("""{"a":"x","~at":{"soon":"*"}}""")]
    [InlineData("""{"a":"x","~at":{"99999999999999999999":"*"}}""")]
    [InlineData("""{"a":"x","~at":{"9223372036854775807":"*"}}""")]
    [InlineData("""{"a":"x","~at":{"1":[1]}}""")]
    [InlineData("""{"a":"x","~at":{"1":{"a":2}}}""")]
    [InlineData("""{"a":"x","~at":"x"}""")]
    public void RowOfAnotherVersion_IsReadWithItsValues(string json) => Assert.Equal("x", Read(json).Text("a"));

    [Fact]
    public void WireJson_HasNoTimes()
    {
        var bag = AttributeBag.Empty.With([new("a", "x")], NodaConstants.UnixEpoch);

        Assert.Equal("""{"a":"x"}""", JsonSerializer.Serialize(bag, StoreJson.Options));
    }
}
