using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Graphs;

/// <summary>How many enrollments stand at each node of a journey, have passed it, and took each way. Not for several threads at once.</summary>
/// <remarks>The way of an enrollment is found in the answers that it keeps of its steps, so it needs no history.</remarks>
/// <param name="graph">The graph of the version that the enrollments are on.</param>
public sealed class JourneyCounts(JourneyGraph graph)
{
    private readonly Dictionary<string, GraphNode> _nodes = graph.Nodes.ToDictionary(node => node.Id);
    private readonly ILookup<string, GraphEdge> _ways = graph.Edges.ToLookup(edge => edge.From);
    private readonly Dictionary<string, long> _standing = [];
    private readonly Dictionary<string, long> _left = [];
    private readonly Dictionary<string, long> _reached = [];
    private readonly Dictionary<(string From, string To), long> _taken = [];

    /// <summary>The enrollments that were added.</summary>
    public long Enrollments { get; private set; }

    /// <summary>Of these, the ones that still run.</summary>
    public long Running { get; private set; }

    /// <summary>How many have come to a node, whether they are still there or not.</summary>
    public long Reached(GraphNode node) => _reached.GetValueOrDefault(node.Id);

    /// <summary>How many are at a node now.</summary>
    public long Standing(GraphNode node) => _standing.GetValueOrDefault(node.Id);

    /// <summary>How many left the journey at a node that is no end: by an exit rule, or because somebody ended them.</summary>
    public long Left(GraphNode node) => _left.GetValueOrDefault(node.Id);

    /// <summary>How many took a way.</summary>
    public long Taken(GraphEdge edge) => _taken.GetValueOrDefault((edge.From, edge.To));

    /// <summary>Adds an enrollment of this version.</summary>
    /// <param name="state">Where it stands, or stood when it ended.</param>
    /// <param name="dateOf">
    /// The date of a countdown, as the enrollment's data have it; null: not known. Without it, one that came after a milestone and waits
    /// for a later one is counted as waiting for the first.
    /// </param>
    public void Add(EnrollmentState state, Func<CountdownStep, LocalDate?>? dateOf = null)
    {
        Enrollments++;
        var running = state.Outcome is null;
        if (running)
            Running++;
        var visited = state.Results.Select(result => result.Step).ToHashSet();
        if (state.At is { } at)
            visited.Add(at);
        var awaited = AwaitedMilestone(state, dateOf);
        var node = graph.Entry;
        Count(_reached, node.Id);
        for (var steps = 0; steps < graph.Nodes.Length; steps++) // a loop is gone through once
        {
            if (IsAt(node, state, awaited) && (running || state.Outcome != CompletedOutcome))
            {
                if (running)
                    Count(_standing, node.Id);
                else if (node.Kind != GraphNodeKind.End)
                    Count(_left, node.Id);
                return;
            }

            if (Next(node, state, visited) is not { } way)
                return;
            Count(_taken, (way.From, way.To));
            node = Milestone(_nodes[way.To], state, awaited, visited);
            Count(_reached, node.Id);
        }
    }

    /// <summary>How a journey ends whose last step is over.</summary>
    private const string CompletedOutcome = "completed";

    private static bool IsAt(GraphNode node, EnrollmentState state, int awaited) => node switch
    {
        { Kind: GraphNodeKind.Entry } => state.At is null && state.Outcome != CompletedOutcome,
        { Milestone: { } milestone } => state.At == node.Step?.Id && awaited == milestone,
        _ => node.Step is { } step && step.Id == state.At,
    };

    private GraphEdge? Next(GraphNode node, EnrollmentState state, HashSet<StepId> visited)
    {
        var ways = _ways[node.Id];
        var arm = node switch
        {
            { Milestone: not null } => 0,
            { Step: SplitStep split } => split.Arms.IndexOf(split.Arms.FirstOrDefault(a => a.Id == state.ResultOf(split.Id)?.Arm)!),
            { Step: WaitForStep wait } => ArmOf(wait, state, visited),
            { Step: BranchStep branch } => ArmOf(branch, visited),
            _ => 0,
        };
        return ways.FirstOrDefault(way => way.Arms.Contains(arm));
    }

    /// <summary>The pattern of the event that came; where several name its type, the one whose steps were begun, else one without any.</summary>
    private static int ArmOf(WaitForStep wait, EnrollmentState state, HashSet<StepId> visited)
    {
        if (state.ResultOf(wait.Id)?.Event is not { } type)
            return wait.Events.Length;
        var came = Enumerable.Range(0, wait.Events.Length).Where(i => wait.Events[i].Type == type).ToList();
        return came.Select(i => (int?)i).FirstOrDefault(i => wait.Events[i!.Value].Then is [{ } first, ..] && visited.Contains(first.Id))
            ?? came.Select(i => (int?)i).FirstOrDefault(i => wait.Events[i!.Value].Then.IsEmpty) ?? -1;
    }

    /// <summary>The arm whose first step was begun; where none was, the first that has none.</summary>
    private static int ArmOf(BranchStep branch, HashSet<StepId> visited)
    {
        var empty = -1;
        foreach (var (arm, block) in JourneyMap.Blocks(branch))
        {
            if (block is [{ } first, ..])
            {
                if (visited.Contains(first.Id))
                    return arm;
            }
            else if (empty < 0)
                empty = arm;
        }

        return empty;
    }

    /// <summary>A milestone that had passed already is left out: the enrollment came to the first of which something was done.</summary>
    private GraphNode Milestone(GraphNode node, EnrollmentState state, int awaited, HashSet<StepId> visited)
    {
        while (node is { Milestone: { } milestone, Step: CountdownStep countdown } && milestone < countdown.Milestones.Length
            && !(state.At == countdown.Id && milestone >= awaited)
            && !(countdown.Milestones[milestone].Steps is [{ } first, ..] && visited.Contains(first.Id))
            && _nodes.TryGetValue($"{countdown.Id}:{milestone + 1}", out var next))
            node = next;
        return node;
    }

    /// <summary>The milestone that is waited for: of those not done, the one whose day the wait ends on.</summary>
    private int AwaitedMilestone(EnrollmentState state, Func<CountdownStep, LocalDate?>? dateOf)
    {
        if (state.At is not { } at || graph.Journey.Map.Find(at)?.Step is not CountdownStep countdown || state.Until is not { } until
            || dateOf?.Invoke(countdown) is not { } date)
            return state.Milestone;
        var day = until.InUtc().Date; // within a day of the customer's own, which is near enough to tell milestones apart
        for (var i = state.Milestone; i < countdown.Milestones.Length; i++)
        {
            if (Period.DaysBetween(day, date - countdown.Milestones[i].Before) is >= -1 and <= 1)
                return i;
        }

        return countdown.Milestones.Length;
    }

    private static void Count<T>(Dictionary<T, long> counts, T key) where T : notnull =>
        counts[key] = counts.GetValueOrDefault(key) + 1;
}
