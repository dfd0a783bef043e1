using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Json;
using Campaigns.Model.Customers.Addresses;
using NodaTime;

namespace Campaigns.Definitions.ContactPolicies.Reading;

/// <summary>Reads <c>journeys/contact-policy.json</c>, with every finding at once. Never throws on bad text.</summary>
public static class ContactPolicyReader
{
    private static readonly ImmutableArray<(string, IsoDayOfWeek)> WeekStarts =
        [("monday", IsoDayOfWeek.Monday), ("sunday", IsoDayOfWeek.Sunday), ("saturday", IsoDayOfWeek.Saturday)];

    /// <summary>Reads a contact policy.</summary>
    /// <param name="json">UTF-8 text, with or without byte order mark.</param>
    /// <param name="catalog">What <c>limitOverride</c> may name, and whether there are households; null: not checked.</param>
    public static ContactPolicyReadResult Read(ReadOnlyMemory<byte> json, AttributeCatalog? catalog = null)
    {
        var (policy, log, source) = JsonSource.Read(json, at => ReadPolicy(at, catalog));
        if (catalog is not null && policy?.LimitOverride is { } limit)
            LimitOverrideCheck.Run(limit, catalog, log);
        return new ContactPolicyReadResult(log.HasErrors ? null : policy, source.Findings(log));
    }

    private static ContactPolicy? ReadPolicy(JsonCursor at, AttributeCatalog? catalog)
    {
        if (at.AsObject("a contact policy: an object with \"timeZone\", \"quietHours\" and \"caps\"",
                "$schema", "timeZone", "country", "weekStart", "quietHours", "caps", "gap", "concurrency", "softBounces", "lookAhead",
                "exempt", "attribution", "limitOverride") is not { } policy)
        {
            return null;
        }

        policy.CheckSchema();
        var exempt = policy["exempt"]?.AsTexts("a list of categories such as [\"service\"]", "a category").ToImmutableHashSet() ?? [];
        var caps = policy["caps"] is { } written ? CapReader.ReadAll(written, exempt, catalog) : [];
        return new ContactPolicy
        {
            TimeZone = policy.Required("timeZone", "\"timeZone\": \"Asia/Taipei\"")?.AsTimeZone() ?? DateTimeZone.Utc,
            Country = policy["country"] is { } country ? ReadCountry(country) : null,
            WeekStart = policy["weekStart"]?.AsOneOf("first day of the week", WeekStarts) ?? IsoDayOfWeek.Monday,
            QuietHours = policy["quietHours"] is { } quiet ? QuietHoursReader.ReadAll(quiet) : [],
            Caps = caps.RemoveAll(cap => cap.Per != CapScope.Customer),
            SharedCaps = caps.RemoveAll(cap => cap.Per == CapScope.Customer),
            Gap = policy["gap"] is { } gap ? ReadGap(gap) : null,
            Concurrency = policy["concurrency"] is { } concurrency ? ConcurrencyReader.Read(concurrency, exempt) : null,
            SoftBounces = policy["softBounces"] is { } soft ? SoftBounceReader.Read(soft) : SoftBounceRule.Default,
            LookAhead = policy["lookAhead"]?.AsDuration(PeriodSign.NotNegative) ?? Duration.Zero,
            Exempt = exempt,
            Attribution = policy["attribution"]?.AsOneOf("attribution", ("last-touch", AttributionRule.LastTouch),
                ("first-touch", AttributionRule.FirstTouch), ("every", AttributionRule.Every)) ?? AttributionRule.LastTouch,
            LimitOverride = policy["limitOverride"]?.AsExpression("customer.contact_limit"),
        };
    }

    private static string? ReadCountry(JsonCursor at)
    {
        if (at.AsText("a country's code such as \"TW\" (ISO 3166-1 alpha-2)") is not { } text)
            return null;
        if (PhoneNumber.IsCountry(text) && text.All(char.IsAsciiLetterUpper))
            return text;
        at.Error("unknown-country", $"\"{text}\" is not a country's code of two capital letters such as \"TW\" (ISO 3166-1 alpha-2)");
        return null;
    }

    private static ContactGap? ReadGap(JsonCursor at)
    {
        if (at.AsObject("an object such as { \"min\": \"PT24H\" }", "min", "categories") is not { } gap)
            return null;
        var min = gap.Required("min", "\"min\": \"PT24H\"")?.AsDuration(PeriodSign.NotNegative);
        return new ContactGap(min ?? Duration.Zero, CapReader.ReadCategories(gap, "categories"));
    }
}
