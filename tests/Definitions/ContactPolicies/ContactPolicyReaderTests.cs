using System.Text;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Tests.ContactPolicies;

public sealed class ContactPolicyReaderTests
{
    public static TheoryData<string, string, string, string> Bad => [.. BadPolicies.Cases];

    [Fact]
    public void Read_ShippedPolicy_IsThatOfTheDocument()
    {
        var reading = ContactPolicyReader.Read(ShippedDocuments.Document("contact-policy"));

        Assert.Empty(reading.Findings);
        var policy = reading.Policy!;
        Assert.Equal(("Asia/Taipei", IsoDayOfWeek.Monday), (policy.TimeZone.Id, policy.WeekStart));
        Assert.Equal([Channel.Sms, Channel.Push, Channel.Call], policy.QuietHours[0].Channels);
        Assert.Equal((new LocalTime(21, 0), new LocalTime(9, 0), Duration.FromMinutes(30)),
            (policy.QuietHours[0].From, policy.QuietHours[0].To, policy.QuietHours[0].Spread));
        Assert.Equal([IsoDayOfWeek.Sunday], policy.QuietHours[1].Weekdays);
        Assert.Equal(["marketing-month", "sms-day", "winback-quarter"], policy.Caps.Select(c => c.Id));
        Assert.Equal([3, 1, 2], policy.Caps.Select(c => c.Limit));
        Assert.Equal(new CapWindow.Rolling(Duration.FromDays(30)), policy.Caps[0].Window);
        Assert.Equal(new CapWindow.Calendar(CalendarUnit.Day), policy.Caps[1].Window);
        Assert.Equal([Channel.Sms], policy.Caps[1].Channels);
        Assert.True(policy.Caps[0].Limits.SetEquals(["renewal", "conversion", "winback", "crosssell"]));
        Assert.Equal(Duration.FromHours(24), policy.Gap!.Min);
        Assert.Equal(Duration.FromDays(7), policy.LookAhead);
        Assert.Equal("customer.contact_limit", policy.LimitOverride!.Source);
        Assert.Equal("service", policy.Exempt.Single());
    }

    [Fact]
    public void Read_OnlyAZone_TakesTheDefaults()
    {
        var policy = Read("""{ "timeZone": "Europe/Zurich" }""").Policy!;

        Assert.Equal(IsoDayOfWeek.Monday, policy.WeekStart);
        Assert.Empty(policy.Caps);
        Assert.Null(policy.Gap);
        Assert.Equal(Duration.Zero, policy.LookAhead);
    }

    [Fact]
    public void Read_LimitZero_MeansNone() =>
        Assert.Equal(0, Read("""{ "timeZone": "UTC", "caps": [ { "id": "x", "limit": 0, "window": { "rolling": "P1D" } } ] }""")
            .Policy!.Caps[0].Limit);

    [Fact]
    public void Read_RollingWindow_HasDaysOf24Hours() => Assert.Equal(
        new CapWindow.Rolling(Duration.FromHours(171)),
        Read("""{ "timeZone": "UTC", "caps": [ { "id": "x", "limit": 1, "window": { "rolling": "P1WT3H" } } ] }""").Policy!.Caps[0].Window);

    [Fact]
    public void Read_CapThatLimitsTheExempt_IsAWarning()
    {
        var reading = Read(
            """{ "timeZone": "UTC", "exempt": ["service"], "caps": [ { "id": "x", "limit": 1, "window": { "rolling": "P1D" }, "limits": ["service"] } ] }""");

        Assert.NotNull(reading.Policy);
        Assert.Equal(FindingSeverity.Warning,
            JourneyTexts.One(reading.Findings, "/caps/0/limits", "exempt-limited", "\"counts\"").Severity);
    }

    [Theory]
    [InlineData("", CapScope.Customer)]
    [InlineData(", \"per\": \"customer\"", CapScope.Customer)]
    [InlineData(", \"per\": \"household\"", CapScope.Household)]
    [InlineData(", \"per\": \"address\"", CapScope.Address)]
    public void Read_Per_SaysWhoseContactsAreCounted(string per, CapScope scope)
    {
        var policy = Read($$"""
            { "timeZone": "UTC", "caps": [ { "id": "x", "limit": 2, "window": { "rolling": "P7D" }, "channels": ["sms"]{{per}} } ] }
            """).Policy!;

        Assert.Equal(scope, Assert.Single(policy.Caps.Concat(policy.SharedCaps)).Per);
        Assert.Equal(scope == CapScope.Customer, policy.SharedCaps.IsEmpty);
    }

    [Fact]
    public void Read_CapPerHousehold_WhereTheCatalogHasNoHousehold_IsAnError()
    {
        var json = """{ "timeZone": "UTC", "caps": [ { "id": "x", "limit": 1, "window": { "calendar": "day" }, "per": "household" } ] }"""u8
            .ToArray();
        var catalog = CatalogReader.Read(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(ShippedDocuments.Document("catalog"))
            .Replace("\"household\"", "\"home\"", StringComparison.Ordinal))).Catalog!;

        JourneyTexts.One(ContactPolicyReader.Read(json, catalog).Findings, "/caps/0/per", "unknown-attribute", "declare it in the catalog");
        Assert.Empty(ContactPolicyReader.Read(json, ShippedDocuments.Catalog).Findings);
        Assert.Empty(ContactPolicyReader.Read(json).Findings);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Read_BadPolicy_SaysWhereAndWhatToDo(string properties, string pointer, string code, string says)
    {
        var reading = Read($$"""
            {
              "timeZone": "Asia/Taipei",
              {{properties}}
            }
            """);

        Assert.Null(reading.Policy);
        JourneyTexts.One(reading.Findings, pointer, code, says);
    }

    [Theory]
    [InlineData("{}", "", "missing-property", "\"timeZone\" is missing")]
    [InlineData("""{ "timeZone": "Asia/Taipeh" }""", "/timeZone", "unknown-zone", "did you mean \"Asia/Taipei\"")]
    [InlineData("""{ "timeZone": 8 }""", "/timeZone", "wrong-type", "a time zone")]
    [InlineData("3", "", "wrong-type", "a contact policy")]
    public void Read_BadZone_SaysWhereAndWhatToDo(string json, string pointer, string code, string says) =>
        JourneyTexts.One(Read(json).Findings, pointer, code, says);

    [Fact]
    public void Read_ManySlips_ReportsAllAtOnce() => Assert.Equal(
        ["unknown-zone", "unknown-value", "bad-time", "missing-property", "unknown-property"],
        Read("""
            { "timeZone": "Nowhere",
              "weekStart": "mon",
              "quietHours": [ { "from": "9", "to": "10:00" } ],
              "caps": [ { "id": "x", "window": { "calendar": "day" } } ],
              "gaps": {} }
            """).Findings.Select(f => f.Code));

    [Theory]
    [InlineData("customer.contact_limt", "unknown-attribute", "did you mean \"contact_limit\"")]
    [InlineData("customer.contact_limt ?? 5", "unknown-attribute", "did you mean \"contact_limit\"")]
    [InlineData("customer.city", "wrong-type", "is not a number")]
    public void Read_LimitOverrideTheCatalogDoesNotDeclare_IsAnError(string limit, string code, string says)
    {
        var json = Encoding.UTF8.GetBytes($$"""{ "timeZone": "UTC", "limitOverride": "{{limit}}" }""");

        JourneyTexts.One(ContactPolicyReader.Read(json, ShippedDocuments.Catalog).Findings, "/limitOverride", code, says);
        Assert.Empty(ContactPolicyReader.Read(json).Findings);
    }

    [Fact]
    public void Read_ShippedPolicyAgainstTheShippedCatalog_FindsNothing() =>
        Assert.Empty(ContactPolicyReader.Read(ShippedDocuments.Document("contact-policy"), ShippedDocuments.Catalog).Findings);

    private static ContactPolicyReadResult Read(string json) => ContactPolicyReader.Read(Encoding.UTF8.GetBytes(json));
}
