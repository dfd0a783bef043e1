using System.Collections.Immutable;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.ContactPolicies.Reading;

/// <summary>Reads how many journeys a customer is in at the same time.</summary>
internal static class ConcurrencyReader
{
    private const int MaxLimit = 100; // a limit beyond this is a slip of the keyboard

    public static ConcurrencyLimit? Read(JsonCursor at, ImmutableHashSet<string> exempt)
    {
        if (at.AsObject("an object such as { \"limit\": 3 }", "limit", "categories", "whenOutranked") is not { } concurrency)
            return null;
        var limit = concurrency.Required("limit", "\"limit\": 3")?.AsInteger($"a whole number from 1 to {MaxLimit}", 1, MaxLimit);
        var categories = CapReader.ReadCategories(concurrency, "categories");
        if (categories.Intersect(exempt) is { Count: > 0 } named)
            concurrency["categories"]!.Value.Warn("exempt-limited",
                $"{Spelling.OneOf(named)} is exempt, so its journeys never count here; leave it out");
        return new ConcurrencyLimit(limit ?? 1, categories, OutcomeReader.ReadWhenOutranked(concurrency));
    }
}
