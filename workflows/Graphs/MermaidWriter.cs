using System.Globalization;
using System.Text;

namespace Campaigns.Graphs;

/// <summary>Writes a graph as a Mermaid flowchart, which Markdown pages of the common git hosts draw.</summary>
public static class MermaidWriter
{
    /// <summary>The flowchart, without the fence of a code block.</summary>
    /// <param name="graph">The journey.</param>
    /// <param name="counts">Written at nodes and ways; null: none.</param>
    public static string Write(JourneyGraph graph, JourneyCounts? counts = null)
    {
        var names = graph.Nodes.Select((node, i) => (node.Id, Name: $"n{i}")).ToDictionary(n => n.Id, n => n.Name);
        var text = new StringBuilder("flowchart TD\n");
        foreach (var node in graph.Nodes)
            text.Append(CultureInfo.InvariantCulture, $"  {names[node.Id]}{Shape(node, counts)}\n");
        foreach (var edge in graph.Edges)
        {
            var label = CountText.Of(edge, counts);
            text.Append(CultureInfo.InvariantCulture,
                $"  {names[edge.From]} -->{(label.Length > 0 ? $"|{Quoted([label])}|" : "")} {names[edge.To]}\n");
        }

        if (graph.ExitLines.ToList() is { Count: > 0 } exits)
            text.Append(CultureInfo.InvariantCulture, $"  n0 -.- exits[{Quoted(["at any time", .. exits])}]\n");
        return text.ToString();
    }

    private static string Shape(GraphNode node, JourneyCounts? counts)
    {
        var content = Quoted(CountText.Lines(node, counts));
        return node.Kind switch
        {
            GraphNodeKind.Entry or GraphNodeKind.End => $"([{content}])",
            GraphNodeKind.Wait => $"{{{{{content}}}}}",
            GraphNodeKind.Choice => $"{{{content}}}",
            GraphNodeKind.Send => $"[/{content}/]",
            _ => $"[{content}]",
        };
    }

    /// <summary>Mermaid reads HTML and its own entities in quoted texts.</summary>
    private static string Quoted(IEnumerable<string> lines) => $"\"{string.Join("<br/>", lines.Select(Escaped))}\"";

    private static string Escaped(string line) => line
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("#", "#35;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
