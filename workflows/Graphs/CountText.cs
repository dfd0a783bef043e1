using System.Globalization;

namespace Campaigns.Graphs;

/// <summary>What the writers say of a node or a way, with its numbers.</summary>
internal static class CountText
{
    public static IEnumerable<string> Lines(GraphNode node, JourneyCounts? counts) =>
        counts is null ? [node.Title, .. node.Lines] : [node.Title, .. node.Lines, Of(node, counts)];

    /// <summary>The label of a way, and how many took it.</summary>
    public static string Of(GraphEdge edge, JourneyCounts? counts)
    {
        if (counts is null)
            return edge.Label;
        var taken = Number(counts.Taken(edge));
        return edge.Label.Length > 0 ? $"{edge.Label} · {taken}" : taken;
    }

    public static string Of(GraphNode node, JourneyCounts counts)
    {
        var text = Number(counts.Reached(node));
        if (counts.Standing(node) is > 0 and var standing)
            text += $", {Number(standing)} here now";
        return counts.Left(node) is > 0 and var left ? $"{text}, {Number(left)} left here" : text;
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
