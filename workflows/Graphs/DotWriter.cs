using System.Globalization;
using System.Text;

namespace Campaigns.Graphs;

/// <summary>Writes a graph in the DOT language of Graphviz.</summary>
public static class DotWriter
{
    /// <summary>The digraph.</summary>
    /// <param name="graph">The journey.</param>
    /// <param name="counts">Written at nodes and ways; null: none.</param>
    public static string Write(JourneyGraph graph, JourneyCounts? counts = null)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"digraph {Quoted([graph.Journey.Id.Value])} {{\n");
        text.Append("  node [fontname=\"sans-serif\", fontsize=11];\n  edge [fontname=\"sans-serif\", fontsize=10];\n");
        foreach (var node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  {Quoted([node.Id])} [shape={ShapeOf(node.Kind)}, label={Quoted(CountText.Lines(node, counts))}];\n");
        }

        foreach (var edge in graph.Edges)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  {Quoted([edge.From])} -> {Quoted([edge.To])} [label={Quoted([CountText.Of(edge, counts)])}];\n");
        }

        if (graph.ExitLines.ToList() is { Count: > 0 } exits)
        {
            text.Append(CultureInfo.InvariantCulture, $"  \"@exits\" [shape=note, label={Quoted(["at any time", .. exits])}];\n");
            text.Append(CultureInfo.InvariantCulture, $"  {Quoted([graph.Entry.Id])} -> \"@exits\" [style=dotted, arrowhead=none];\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string ShapeOf(GraphNodeKind kind) => kind switch
    {
        GraphNodeKind.Entry or GraphNodeKind.End => "oval",
        GraphNodeKind.Wait => "hexagon",
        GraphNodeKind.Choice => "diamond",
        GraphNodeKind.Send => "parallelogram",
        _ => "box",
    };

    /// <summary>In a quoted string a backslash begins an escape; <c>\n</c> is a new line.</summary>
    private static string Quoted(IEnumerable<string> lines) => $"\"{string.Join("\\n", lines.Select(line => line
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)))}\"";
}
