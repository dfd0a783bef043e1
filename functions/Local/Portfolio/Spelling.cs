namespace Campaigns.Local.Portfolio;

/// <summary>Finds what somebody probably meant to write.</summary>
internal static class Spelling
{
    /// <summary>The candidate with the fewest edits, if at most a third of the word (and one at least) would change.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var best = candidates
            .Select(c => (Candidate: c, Edits: Distance(word.ToUpperInvariant(), c.ToUpperInvariant())))
            .OrderBy(c => c.Edits).ThenBy(c => c.Candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Candidate is not null && best.Edits <= Math.Max(1, Math.Max(word.Length, best.Candidate.Length) / 3)
            ? best.Candidate
            : null;
    }

    /// <summary>Levenshtein's distance: insertions, deletions and substitutions, one row of the table at a time.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
