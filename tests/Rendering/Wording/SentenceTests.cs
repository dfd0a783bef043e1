using System.Globalization;
using System.Text.RegularExpressions;
using Campaigns.Definitions.Wording;
using Campaigns.Model;
using Campaigns.Rendering.Set;

namespace Campaigns.Rendering.Tests.Wording;

/// <summary>
/// The shipped rules, measured on 200 sentences of our own making, a hundred to be held and a hundred not. Half of them were kept apart while
/// the rules were written.
/// </summary>
public sealed partial class SentenceTests
{
    private const double LeastFound = 0.95;
    private const double MostWronglyHeld = 0.01;
    private static readonly string[] Languages = ["zh-Hant", "zh-Hans", "en"];

    [Fact]
    public async Task ShippedRules_LabelledSentences_AreFoundAndNotWronglyHeld()
    {
        var rules = (await TemplateSet.LoadAsync(TemplateFolder.Shipped, TestContext.Current.CancellationToken)).WordingRules;
        Assert.NotNull(rules);
        // Only what a sentence says counts here: that it names no insurer is no fault of a sentence.
        var matchers = Languages.ToDictionary(l => l, l => WordingMatcher.For(rules with { Required = [] }, Channel.Sms, [l]));
        var judged = Sentences().Select(sentence => (Sentence: sentence, Held: matchers[sentence.Locale]
            .Check(sentence.Text, [sentence.Line], _ => null, marketing: true).Count > 0)).ToList();

        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine("language  half          held  found  missed |  free  wrongly held");
        foreach (var (language, half) in Languages.SelectMany(l => new[] { "development", "apart" }.Select(half => (l, half))))
            Print(language, half, [.. judged.Where(j => j.Sentence.Locale == language && j.Sentence.Half == half)]);
        foreach (var half in new[] { "development", "apart" })
            Print("all", half, [.. judged.Where(j => j.Sentence.Half == half)]);
        Print("all", "both", judged);
        foreach (var (sentence, held) in judged.Where(j => j.Held != j.Sentence.IsHeld))
            output.WriteLine($"{(held ? "wrongly held" : "missed")}: {sentence.Locale} {sentence.Half} {sentence.Text}");

        Assert.Equal((150, 150), (judged.Count(j => j.Sentence.IsHeld), judged.Count(j => !j.Sentence.IsHeld)));
        Assert.True(Share(judged, wanted: true) >= LeastFound, "Too few are found; the output names them.");
        Assert.True(Share(judged, wanted: false) <= MostWronglyHeld, "Too many are wrongly held; the output names them.");

        void Print(string language, string half, List<(Sentence Sentence, bool Held)> of) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{language,-9} {half,-12} {of.Count(j => j.Sentence.IsHeld),5} {of.Count(j => j.Sentence.IsHeld && j.Held),6} "
            + $"{of.Count(j => j.Sentence.IsHeld && !j.Held),7} | {of.Count(j => !j.Sentence.IsHeld),5} "
            + $"{of.Count(j => !j.Sentence.IsHeld && j.Held),13}"));
    }

    private static double Share(List<(Sentence Sentence, bool Held)> judged, bool wanted) =>
        (double)judged.Count(j => j.Sentence.IsHeld == wanted && j.Held) / judged.Count(j => j.Sentence.IsHeld == wanted);

    private static IEnumerable<Sentence> Sentences() =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "sentences.tsv")).Skip(1)
        let cells = line.Split('\t')
        select new Sentence(cells[0], cells[1] == "held", cells[2], cells[3],
            Escape().Replace(cells[4], match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString()));

    [GeneratedRegex(@"\\u([0-9A-F]{4})")]
    private static partial Regex Escape();

    private sealed record Sentence(string Half, bool IsHeld, string Locale, string Line, string Text);
}
