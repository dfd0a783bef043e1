using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Campaigns.Model.Customers;

namespace Campaigns.Definitions.ContactPolicies.Reading;

/// <summary>Reads frequency caps.</summary>
internal static class CapReader
{
    private const int MaxLimit = 1000; // a limit beyond this is a slip of the keyboard

    private static readonly ImmutableArray<(string, CalendarUnit)> Units =
        [("day", CalendarUnit.Day), ("week", CalendarUnit.Week), ("month", CalendarUnit.Month)];

    private static readonly ImmutableArray<(string, CapScope)> Scopes =
        [("customer", CapScope.Customer), ("household", CapScope.Household), ("address", CapScope.Address)];

    public static ImmutableArray<FrequencyCap> ReadAll(JsonCursor at, ImmutableHashSet<string> exempt, AttributeCatalog? catalog)
    {
        var caps = ImmutableArray.CreateBuilder<FrequencyCap>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in at.AsList(
            "a list of caps such as [ { \"id\": \"sms-day\", \"limit\": 1, \"window\": { \"calendar\": \"day\" } } ]"))
        {
            if (Read(item, exempt, catalog) is not { } cap)
                continue;
            if (cap.Id.Length > 0 && !ids.Add(cap.Id))
                item.Error("duplicate-id", $"two caps are called \"{cap.Id}\"; reasons name caps by id, so give each its own");
            caps.Add(cap);
        }

        return caps.ToImmutable();
    }

    /// <summary>A list of categories; an empty one would mean "all", the opposite of what it says.</summary>
    public static ImmutableHashSet<string> ReadCategories(JsonObjectCursor holder, string name)
    {
        if (holder[name] is not { } at)
            return [];
        if (at.IsEmptyList)
            at.Error("empty", $"an empty list says nothing; leave \"{name}\" out to mean every category but the exempt");
        return [.. at.AsTexts("a list of categories such as [\"renewal\"]", "a category such as \"renewal\"")];
    }

    private static FrequencyCap? Read(JsonCursor at, ImmutableHashSet<string> exempt, AttributeCatalog? catalog)
    {
        if (at.AsObject("a cap such as { \"id\": \"sms-day\", \"limit\": 1, \"window\": { \"calendar\": \"day\" } }",
                "id", "limit", "window", "limits", "counts", "channels", "journeys", "per") is not { } cap)
        {
            return null;
        }

        var id = cap.Required("id", "\"id\": \"sms-day\"")?.AsId("a cap's id");
        var limit = cap.Required("limit", "\"limit\": 3; 0 means that none may be sent")?.AsInteger($"a whole number from 0 to {MaxLimit}",
            0, MaxLimit);
        var window = cap.Required("window", "\"window\": { \"rolling\": \"P30D\" }") is { } place ? ReadWindow(place) : null;
        var limits = ReadCategories(cap, "limits");
        if (limits.Intersect(exempt) is { Count: > 0 } held)
            cap["limits"]!.Value.Warn("exempt-limited",
                $"{Spelling.OneOf(held)} is exempt, so no cap applies to it; to count it towards the cap, name it in \"counts\"");
        return new FrequencyCap(id ?? "", limit ?? 0, window ?? new CapWindow.Calendar(CalendarUnit.Day))
        {
            Limits = limits,
            Counts = ReadCategories(cap, "counts"),
            Channels = [.. cap["channels"]?.AsDistinct<Channel>("a list of channels such as [\"sms\"]", c => c.AsChannel()) ?? []],
            Journeys = [.. cap["journeys"]?.AsTexts("a list of journeys such as [\"win-back\"]", "a journey's id") ?? []],
            Per = cap["per"] is { } per ? ReadScope(per, catalog) : CapScope.Customer,
        };
    }

    /// <summary>A household that no customer can have would be a cap that holds nobody back, and nobody would be told.</summary>
    private static CapScope ReadScope(JsonCursor at, AttributeCatalog? catalog)
    {
        var scope = at.AsOneOf("scope of a cap", Scopes) ?? CapScope.Customer;
        if (scope == CapScope.Household && catalog is not null && !catalog.Of("customer").ContainsKey(CustomerProfile.HouseholdAttribute))
            at.Error("unknown-attribute",
                $"customer has no \"{CustomerProfile.HouseholdAttribute}\", by which the cap knows who is of one household; declare it in the catalog");
        return scope;
    }

    private static CapWindow? ReadWindow(JsonCursor at)
    {
        if (at.AsObject("an object such as { \"rolling\": \"P30D\" } or { \"calendar\": \"month\" }", "rolling", "calendar")
            is not { } window)
            return null;
        if (window["rolling"] is { } rolling && window["calendar"] is null)
            return rolling.AsDuration(PeriodSign.Positive) is { } length ? new CapWindow.Rolling(length) : null;
        if (window["calendar"] is { } calendar && window["rolling"] is null)
            return calendar.AsOneOf("calendar unit", Units) is { } unit ? new CapWindow.Calendar(unit) : null;
        at.Error(window.Names.Count == 0 ? "missing-property" : "too-many",
            "a window is either { \"rolling\": \"P30D\" } or { \"calendar\": \"month\" }: write exactly one");
        return null;
    }
}
