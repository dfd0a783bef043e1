using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Graphs;

/// <summary>A journey as a graph that people can look at: what is done, in which order, and what decides the way.</summary>
/// <remarks>Every way leads down from the entry to an end, except that of a <c>repeat</c>, which leads back to it.</remarks>
/// <param name="Journey">The journey.</param>
/// <param name="Nodes">The nodes in the order of the journey's text; the first is the entry.</param>
/// <param name="Edges">The ways between them; of two nodes, at most one.</param>
public sealed record JourneyGraph(JourneyDefinition Journey, ImmutableArray<GraphNode> Nodes, ImmutableArray<GraphEdge> Edges)
{
    /// <summary>Draws up the graph of a journey.</summary>
    public static JourneyGraph Of(JourneyDefinition journey) => new GraphBuilder(journey).Build();

    /// <summary>The node at which everybody begins.</summary>
    public GraphNode Entry => Nodes[0];

    /// <summary>The rules that end an enrollment at any moment, each in a line; they belong to no place of the graph.</summary>
    public IEnumerable<string> ExitLines => Journey.Exits.Select(exit => NodeText.Of(exit, Journey.Goal));
}

/// <summary>A place in a journey.</summary>
/// <param name="Id">Unique in the graph, and the same for every drawing of the same text.</param>
/// <param name="Kind">What happens here.</param>
/// <param name="Title">The step's id; for an entry or an end, what it is.</param>
/// <param name="Lines">What it does, in a few words each.</param>
public sealed record GraphNode(string Id, GraphNodeKind Kind, string Title, ImmutableArray<string> Lines)
{
    /// <summary>The step; null for the entry and for the end that no step is written for.</summary>
    public Step? Step { get; init; }

    /// <summary>
    /// Which milestone of a countdown it is; one more than the last for the wait from there to the end of the date; null for every other
    /// node.
    /// </summary>
    public int? Milestone { get; init; }
}

/// <summary>What happens at a node.</summary>
public enum GraphNodeKind
{
    /// <summary>The journey begins.</summary>
    Entry,

    /// <summary>Something is said to the customer.</summary>
    Send,

    /// <summary>Time goes by, or an event is awaited.</summary>
    Wait,

    /// <summary>The way is chosen.</summary>
    Choice,

    /// <summary>Something else is done: data, a task, an event.</summary>
    Action,

    /// <summary>The journey ends.</summary>
    End,
}

/// <summary>A way from one node to another.</summary>
/// <param name="From">The id of the node it leaves.</param>
/// <param name="To">The id of the node it leads to.</param>
/// <param name="Label">What makes customers take it; empty where there is no other.</param>
/// <param name="Arms">Which arms of the node it leaves lead here: several, where empty ones meet.</param>
public sealed record GraphEdge(string From, string To, string Label, ImmutableArray<int> Arms);
