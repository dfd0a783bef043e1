namespace Campaigns.Templates.Sandbox;

/// <summary>Guesses which name a misspelt one was meant to be.</summary>
internal static class NearestName
{
    /// <summary><c>: did you mean `name`?</c>, or a full stop when nothing is near.</summary>
    internal static string Hint(string wrong, IEnumerable<string> known) =>
        Find(wrong, known) is { } near ? $": did you mean `{near}`?" : ".";

    internal static string? Find(string wrong, IEnumerable<string> known)
    {
        var allowed = Math.Max(1, Math.Min(wrong.Length / 2, 3));
        return known.Select(name => (name, distance: Distance(wrong, name)))
            .Where(n => n.distance <= allowed)
            .OrderBy(n => n.distance).ThenBy(n => n.name, StringComparer.Ordinal)
            .Select(n => n.name).FirstOrDefault();
    }

    /// <summary>Optimal string alignment: insertions, deletions, substitutions and swapped neighbours cost one each.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
