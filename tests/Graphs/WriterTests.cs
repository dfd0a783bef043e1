using System.Globalization;
using System.Xml.Linq;
using Campaigns.Definitions.Tests.Support;

namespace Campaigns.Graphs.Tests;

public sealed class WriterTests
{
    public static TheoryData<string> Journeys => [.. ShippedDocuments.Journeys, "every-way"];

    [Theory]
    [MemberData(nameof(Journeys))]
    public void Svg_IsOneDocument_InWhichNothingCoversAnotherThing(string name)
    {
        var graph = GraphOf(name);
        var counts = new JourneyCounts(graph);

        foreach (var picture in new[] { SvgWriter.Write(graph), SvgWriter.Write(graph, counts) })
        {
            var root = XDocument.Parse(picture).Root!;
            var view = root.Attribute("viewBox")!.Value.Split(' ').Select(Number).ToArray();
            var boxes = root.Descendants().Where(e => e.Name.LocalName == "rect" && e.Attribute("rx") is not null)
                .Select(e => new Box(Of(e, "x"), Of(e, "y"), Of(e, "width"), Of(e, "height"))).ToList();
            Assert.Equal(graph.Nodes.Length, boxes.Count);
            Assert.All(boxes, box => Assert.True(box.X >= view[0] && box.Y >= view[1]
                && box.X + box.Width <= view[0] + view[2] && box.Y + box.Height <= view[1] + view[3]));
            for (var i = 0; i < boxes.Count; i++)
                Assert.All(boxes.Skip(i + 1), other => Assert.False(boxes[i].Covers(other)));
        }
    }

    [Fact]
    public void Texts_WithCharactersOfTheFormats_AreQuoted()
    {
        var graph = JourneyGraph.Of(Drawn.Of(
            """{ "id": "b", "branch": [ { "when": "customer.name == \"a\\\\<b>#1\"", "then": [ { "id": "w", "wait": "P1D" } ] } ] }"""));

        Assert.Contains("|\"customer.name == &quot;a\\\\&lt;b&gt;#35;1&quot;\"|", MermaidWriter.Write(graph), StringComparison.Ordinal);
        Assert.Contains("""label="customer.name == \"a\\\\<b>#1\"" """.TrimEnd(), DotWriter.Write(graph), StringComparison.Ordinal);
        Assert.Contains("customer.name == \"a\\\\<b>#1\"", XDocument.Parse(SvgWriter.Write(graph)).Root!.Value, StringComparison.Ordinal);
    }

    /// <summary>The page of the documentation shows the journeys that ship, as they are.</summary>
    [Fact]
    public void DocumentationPage_ShowsTheShippedJourneysAsTheyAre()
    {
        var page = File.ReadAllText(Path.Combine(ShippedDocuments.Root, "docs", "shipped-journeys.md"));

        foreach (var name in ShippedDocuments.Journeys)
        {
            var drawn = $"```mermaid\n{MermaidWriter.Write(JourneyGraph.Of(Drawn.Shipped(name)))}```\n";
            Assert.True(page.Contains(drawn, StringComparison.Ordinal),
                $"docs/shipped-journeys.md shows '{name}' otherwise than 'campaigns graph journeys/{name}.json' does:\n{drawn}");
        }
    }

    private static JourneyGraph GraphOf(string name) =>
        JourneyGraph.Of(name == "every-way" ? Drawn.Of(Drawn.EveryWay) : Drawn.Shipped(name));

    private static double Of(XElement element, string name) => Number(element.Attribute(name)!.Value);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Box(double X, double Y, double Width, double Height)
    {
        public bool Covers(Box other) =>
            X < other.X + other.Width && other.X < X + Width && Y < other.Y + other.Height && other.Y < Y + Height;
    }
}
