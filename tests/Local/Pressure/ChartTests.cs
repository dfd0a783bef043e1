using System.Globalization;
using System.Xml.Linq;
using Campaigns.Insights.Pressure;
using Campaigns.Local.Pressure;
using Campaigns.Model;
using CsCheck;
using NodaTime;

namespace Campaigns.Local.Tests.Pressure;

/// <summary>Whatever the numbers, a chart is one page on which nothing lies over anything else.</summary>
public sealed class ChartTests
{
    private static readonly Gen<string> AnyId = Gen.String[Gen.Char["abcdefghij-"], 1, 40];

    private static readonly Gen<PortfolioPressure> AnyPressure = Gen.Select(
        Gen.OneOf(Gen.Const(10L), Gen.Const(3_000L), Gen.Const(50_000L)), Gen.Int[0, 36],
        Gen.Select(AnyId, Gen.Long[0, 200_000], Gen.Long[0, 100], Gen.Long[0, 9]).Array[0, 14],
        Gen.Select(AnyId, AnyId, Gen.Long[1, 99_999]).Array[0, 10], Gen.Int[0, 12],
        (customers, months, rules, pairs, max) => new PortfolioPressure(
            customers, customers * months,
            [.. Enumerable.Range(0, months)
                .Select(month =>
                    new MonthPressure(2026 + (month / 12), (month % 12) + 1,
                        [customers / 2, .. Enumerable.Range(0, max).Select(n => customers / (3 + n))]))],
            [.. rules.OrderByDescending(rule => rule.Item2)
                .Select(rule =>
                    new RulePressure(rule.Item1) { Messages = rule.Item2, SentLater = rule.Item2 * rule.Item3 / 100,
                        Withdrawn = rule.Item4 })],
            [.. pairs.DistinctBy(pair => (pair.Item1, pair.Item2))
                .Select(pair => new JourneyCollision(new(pair.Item1), new(pair.Item2)) { Messages = pair.Item3, Gap = pair.Item3 })], 0));

    private static readonly Gen<ContactCalendar> AnyCalendar = Gen.Select(
        Gen.Select(Gen.Int[0, 400], Gen.Enum<CalendarMark>(), Gen.Int[0, 4], Gen.Int[1, 12], Gen.Int[0, 20]).Array[0, 40],
        entries => new ContactCalendar(new("C-00012"), DateTimeZone.Utc,
        [
            .. entries.OrderBy(e => e.Item1)
            .Select((e, i) =>
                new CalendarEntry(Instant.FromUtc(2026, 1, 1, 10, 0) + Duration.FromDays(e.Item1), e.Item2, new($"journey-{e.Item3}"),
                    new(new string('s', e.Item4)), new($"m{i}"))
            {
                Policy = e.Item3 > 2 ? new PolicyId($"P{e.Item3}") : null, Until = e.Item2 == CalendarMark.PutOff
                ? Instant.FromUtc(2026, 1, 1, 10, 0) + Duration.FromDays(e.Item1 + e.Item5) : null,
            }),
        ]));

    [Fact]
    public void Portfolio_OfAnyNumbers_IsLegible() =>
        AnyPressure.Sample(pressure => AssertLegible(Draw(stream => PortfolioChart.Write(stream, pressure))), iter: 100);

    [Fact]
    public void Customer_OfAnyCalendar_IsLegible() =>
        AnyCalendar.Sample(calendar => AssertLegible(Draw(stream => CustomerChart.Write(stream, calendar))), iter: 100);

    private static List<TextBox> Draw(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        stream.Position = 0;
        var page = XDocument.Load(stream).Root!;
        // A browser shrinks it to its window only if it knows how large the whole is.
        Assert.Equal($"0 0 {page.Attribute("width")!.Value} {page.Attribute("height")!.Value}", page.Attribute("viewBox")!.Value);
        return [.. page.Descendants().Where(e => e.Name.LocalName == "text" && e.Value.Length > 0).Select(TextBox.Of)];
    }

    private static void AssertLegible(List<TextBox> texts)
    {
        Assert.All(texts, text =>
            Assert.True(text is { Left: >= 0, Top: >= 0, Right: <= ChartPage.Width, Bottom: <= ChartPage.Height },
                $"{text} leaves the page"));
        for (var i = 0; i < texts.Count; i++)
        {
            for (var j = i + 1; j < texts.Count; j++)
                Assert.False(texts[i].Covers(texts[j]), $"{texts[i]} lies over {texts[j]}");
        }
    }

    /// <summary>A text on the page and the room it takes up, by the widths of Arial.</summary>
    private sealed record TextBox(string Text, double Left, double Top, double Right, double Bottom)
    {
        public bool Covers(TextBox other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

        public static TextBox Of(XElement element)
        {
            var size = Number(element, "font-size");
            var (length, height) = (element.Value.Sum(Width) * size, size * 0.7);
            var place = element.Attribute("transform")!.Value;
            var numbers = place.Split(['(', ')', ' ', ','])
                .Select(part => double.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : (double?)null)
                .OfType<double>().ToList();
            var turned = numbers.Count > 2 && numbers[2] != 0;
            var (x, y) = (numbers[0], numbers[1]);
            var start = element.Attribute("text-anchor")?.Value switch { "middle" => length / 2, "end" => length, _ => 0 };
            return turned
                ? new(element.Value, x - height, y - length + start, x, y + start)
                : new(element.Value, x - start, y - height, x - start + length, y);
        }

        private static double Width(char letter) => letter switch
        {
            'i' or 'j' or 'l' or '\'' => 0.22,
            'f' or 't' or '.' or ',' or ':' or ' ' or '-' => 0.28,
            'm' or 'w' or '%' => 0.8,
            >= 'A' and <= 'Z' => 0.65,
            _ => 0.52,
        };

        private static double Number(XElement element, string name) =>
            double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
    }
}
