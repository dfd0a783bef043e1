namespace Campaigns.Model;

/// <summary>Finds what somebody probably meant.</summary>
public static class Spelling
{
    /// <summary>The longest word that is compared: ids have at most 64 characters, and longer ones are no misspelled name.</summary>
    private const int MaxLength = 64;

    /// <summary>How many known words a word is compared with.</summary>
    private const int MaxKnown = 2_000;

    /// <summary>
    /// The nearest of the known words, or null when none is near: at most a third of the letters differ, and two for short words.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        string? best = null;
        if (word.Length > MaxLength)
            return null;
        var bestDistance = Math.Max(2, word.Length / 3) + 1;
        var lower = word.ToLowerInvariant();
        foreach (var candidate in known.Take(MaxKnown))
        {
            if (Math.Abs(candidate.Length - word.Length) >= bestDistance)
                continue;
            var distance = Distance(lower, candidate.ToLowerInvariant(), bestDistance);
            if (distance < bestDistance && distance < candidate.Length)
                (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    /// <summary><c>; did you mean "x"?</c>, or else what there is to choose from.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> known) =>
        Nearest(word, known) is { } near ? $"; did you mean \"{near}\"?"
        : known.Count is > 0 and <= 16 ? $"; expected {OneOf(known)}"
        : "";

    /// <summary><c>"a", "b" or "c"</c>.</summary>
    public static string OneOf(IReadOnlyCollection<string> words)
    {
        var quoted = words.Select(w => $"\"{w}\"").ToArray();
        return quoted.Length switch
        {
            0 => "nothing",
            1 => quoted[0],
            _ => $"{string.Join(", ", quoted[..^1])} or {quoted[^1]}",
        };
    }

    /// <summary>
    /// Damerau-Levenshtein in its optimal string alignment form: insertions, deletions, replacements and swapped neighbours cost one.
    /// </summary>
    /// <returns>The distance; or <paramref name="limit"/>, when it is that or more.</returns>
    private static int Distance(string a, string b, int limit)
    {
        // The last three rows of the table; only cells within the limit of its diagonal can matter.
        Span<int> before = stackalloc int[b.Length + 1];
        Span<int> last = stackalloc int[b.Length + 1];
        Span<int> row = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = Math.Min(j, limit);
        for (var i = 1; i <= a.Length; i++)
        {
            row.Fill(limit);
            row[0] = Math.Min(i, limit);
            var nearest = row[0];
            for (var j = Math.Max(1, i - limit); j <= Math.Min(b.Length, i + limit); j++)
            {
                var replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                var best = Math.Min(replace, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    best = Math.Min(best, before[j - 2] + 1);
                row[j] = Math.Min(best, limit);
                nearest = Math.Min(nearest, row[j]);
            }

            if (nearest >= limit && i > 1)
                return limit;
            var free = before;
            before = last;
            last = row;
            row = free;
        }

        return last[b.Length];
    }
}
