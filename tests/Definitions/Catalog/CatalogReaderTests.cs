using System.Text;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Catalog;

public sealed class CatalogReaderTests
{
    public static TheoryData<string, string, string, string> Bad => [.. BadCatalogs.Cases];

    [Fact]
    public void Read_ShippedCatalog_FindsNothing() => Assert.Empty(CatalogReader.Read(ShippedDocuments.Document("catalog")).Findings);

    [Fact]
    public void Read_ShippedCatalog_DeclaresEveryChannelsAddressAsPersonal()
    {
        foreach (var channel in Channel.Contactable)
            Assert.True(ShippedDocuments.Catalog.Find("customer", channel.AddressAttribute)!.Personal, channel.Name);
    }

    [Fact]
    public void Read_ShippedCatalog_DeclaresTheSamePolicyAttributeAlikeInEvents()
    {
        var clashes = from @event in ShippedDocuments.Catalog.Events.Values
                      where @event.Type.StartsWith("policy.", StringComparison.Ordinal)
                      from attribute in @event.Attributes.Values
                      let declared = ShippedDocuments.Catalog.Find("policy", attribute.Name)
                      where declared is not null && declared.Type != attribute.Type
                      select $"{@event.Type}: {attribute.Name}";

        Assert.Empty(clashes);
    }

    [Fact]
    public void Read_ShorthandAndLongForm_MeanTheSameType()
    {
        var catalog = Read("""
            { "customer": { "a": "number", "b": { "type": "list", "values": ["x", "y"], "personal": true, "unit": "TWD", "description": "B." } },
              "policy": {}, "events": { "x.y": {}, "x.z": { "description": "Z.", "attributes": { "at": "instant" } } } }
            """).Catalog!;

        Assert.Equal(AttributeType.Number, catalog.Find("customer", "a")!.Type);
        var b = catalog.Find("customer", "b")!;
        Assert.Equal((AttributeType.List, "TWD", true), (b.Type, b.Unit, b.Personal));
        Assert.Equal(["x", "y"], b.Values);
        Assert.Equal(AttributeType.Instant, catalog.Events["x.z"].Attributes["at"].Type);
        Assert.Empty(catalog.Events["x.y"].Attributes);
    }

    [Fact]
    public void Read_EventsThatDisagreeOnAType_AreAWarning()
    {
        var reading = Read("""
            { "customer": {}, "policy": {}, "events": {
              "x.y": { "attributes": { "at": "instant", "on": "date" } }, "x.z": { "attributes": { "at": "text", "on": "date" } } } }
            """);

        Assert.NotNull(reading.Catalog);
        Assert.Equal(FindingSeverity.Warning, JourneyTexts.One(reading.Findings, "/events/x.z", "unlike-types", "of \"x.y\"").Severity);
        Assert.Equal(AttributeType.Text, reading.Catalog.FindOfEvent("x.z", "at")!.Type);
        Assert.Equal(AttributeType.Instant, reading.Catalog.FindOfEvent("x.other", "at")!.Type);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Read_BadCatalog_SaysWhereAndWhatToDo(string json, string pointer, string code, string says)
    {
        var reading = Read(json);

        Assert.Null(reading.Catalog);
        JourneyTexts.One(reading.Findings, pointer, code, says);
    }

    private static CatalogReadResult Read(string json) => CatalogReader.Read(Encoding.UTF8.GetBytes(json));
}
