using NodaTime;

namespace Campaigns.Workflows.Contacts.Rules;

/// <summary>
/// No half-open interval of the cap's length that contains the instant may hold more than the limit, contacts reserved
/// for later included.
/// </summary>
internal sealed class RollingCapRule(FrequencyCap cap, int limit, Duration length, List<LedgerEntry> counted) : ITimingRule
{
    public Block? Blocks(Instant at)
    {
        if (limit == 0)
            return new(new($"cap:{cap.Id}") { Limit = 0 }, Instant.MaxValue);
        // With the instant inserted among the counted contacts, some limit + 1 neighbours that include it must not lie
        // within one length. `index` is where it goes; `first` runs over the neighbours before it.
        var index = 0;
        while (index < counted.Count && counted[index].At <= at)
            index++;
        for (var first = Math.Max(0, index - limit); first <= index && first + limit <= counted.Count; first++)
        {
            var earliest = first < index ? counted[first].At : at;
            var last = first + limit - 1; // the last of `limit` others
            var latest = last >= index ? counted[last].At : at;
            if (latest - earliest >= length)
                continue;
            // The others lie within one length of the first of them, so nothing before its end can help.
            var frees = counted[first].At + length;
            return new(new($"cap:{cap.Id}")
            {
                Limit = limit,
                Used = [.. counted.GetRange(first, limit).Select(e => e.Message)],
                Frees = frees,
            }, frees);
        }

        return null;
    }
}
