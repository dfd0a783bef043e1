using Campaigns.Model;
using CsCheck;

namespace Campaigns.Decisions.Tests;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("renewl", "renewal")]
    [InlineData("wieght", "weight")]
    [InlineData("Custmer", "customer")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    public void Nearest_FindsWhatWasMeant(string word, string? expected) =>
        Assert.Equal(expected, Spelling.Nearest(word, ["renewal", "weight", "customer"]));

    /// <summary>The bounded distance finds what the whole table, as published, would find.</summary>
    [Fact]
    public void Nearest_IsThatOfTheWholeTable() =>
        Gen.Select(Gen.String[Gen.Char['a', 'd'], 0, 12], Gen.String[Gen.Char['a', 'd'], 1, 12].Array[0, 8]).Sample((word, known) =>
            Assert.Equal(Reference(word, known), Spelling.Nearest(word, known)));

    [Fact]
    public void Nearest_OfAWordThatIsTooLong_IsNotLookedFor()
    {
        var word = new string('a', 100_000);

        Assert.Null(Spelling.Nearest(word, [word, new string('a', 99_999)]));
    }

    private static string? Reference(string word, string[] known)
    {
        string? best = null;
        var bestDistance = Math.Max(2, word.Length / 3) + 1;
        foreach (var candidate in known)
        {
            var distance = WholeTable(word, candidate);
            if (distance < bestDistance && distance < candidate.Length)
                (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    private static int WholeTable(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var best = Math.Min(table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                table[i, j] = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]
                    ? Math.Min(best, table[i - 2, j - 2] + 1)
                    : best;
            }
        }

        return table[a.Length, b.Length];
    }
}
