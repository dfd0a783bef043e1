using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;

namespace Campaigns.Graphs;

/// <summary>Goes through a journey block by block; what a block leaves open is tied to what comes after it.</summary>
internal sealed class GraphBuilder(JourneyDefinition journey)
{
    /// <summary>The ids of nodes without a step; those of steps begin with a letter.</summary>
    private const string EntryId = "@entry";

    private const string EndId = "@end";
    private readonly List<GraphNode> _nodes = [];
    private readonly List<GraphEdge> _edges = [];

    /// <summary>A way that leads from a node to whatever comes next.</summary>
    private readonly record struct OpenWay(string From, string Label, int Arm);

    public JourneyGraph Build()
    {
        _nodes.Add(new(EntryId, GraphNodeKind.Entry, "entry", [.. journey.Entries.SelectMany(NodeText.Of)]));
        var open = Block(journey.Steps, [new(EntryId, "", 0)]);
        if (open.Count > 0)
        {
            _nodes.Add(new(EndId, GraphNodeKind.End, "completed", []));
            Tie(open, EndId);
        }

        return new(journey, [.. _nodes], [.. _edges]);
    }

    private List<OpenWay> Block(ImmutableArray<Step> steps, List<OpenWay> open)
    {
        List<OpenWay> skipping = []; // ways that leave out the next step
        foreach (var step in steps)
        {
            if (open.Count == 0)
                return skipping; // what comes after an end is never done
            var past = skipping;
            var (reached, skips) = Add(step, open);
            open = [.. reached, .. past];
            skipping = skips;
        }

        return [.. open, .. skipping];
    }

    private (List<OpenWay> Open, List<OpenWay> Skipping) Add(Step step, List<OpenWay> open)
    {
        if (step is CountdownStep countdown)
            return (Milestones(countdown, open), []);
        var id = step.Id.Value;
        _nodes.Add(new(id, NodeText.KindOf(step), step is EndStep end ? end.Outcome : id, [.. NodeText.Of(step)]) { Step = step });
        Tie(open, id);
        switch (step)
        {
            case EndStep:
                return ([], []);
            case RepeatStep repeat:
                Tie(Block(repeat.Steps, [new(id, $"while {NodeText.Short(repeat.While)}", 0)]), id);
                return ([new(id, "then", 1)], []);
            case WaitUntilStep { IfPast: IfPast.Skip }:
                return ([new(id, "", 0)], [new(id, "has passed", 1)]);
        }

        var arms = NodeText.ArmsOf(step);
        if (arms.Count == 0)
            return ([new(id, "", 0)], []);
        var blocks = JourneyMap.Blocks(step).ToDictionary(b => b.Arm, b => b.Block);
        return ([.. arms.SelectMany(arm => Block(blocks[arm.Arm], [new(id, arm.Label, arm.Arm)]))], []);
    }

    private List<OpenWay> Milestones(CountdownStep countdown, List<OpenWay> open)
    {
        for (var i = 0; i < countdown.Milestones.Length; i++)
        {
            var id = $"{countdown.Id}:{i}";
            _nodes.Add(new(id, GraphNodeKind.Wait, countdown.Id.Value, NodeText.Of(countdown, countdown.Milestones[i]))
            {
                Step = countdown,
                Milestone = i,
            });
            Tie(open, id);
            open = Block(countdown.Milestones[i].Steps, [new(id, "", 0)]);
            if (open.Count == 0)
                return open;
        }

        var last = $"{countdown.Id}:{countdown.Milestones.Length}";
        _nodes.Add(new(last, GraphNodeKind.Wait, countdown.Id.Value, [$"until the end of {NodeText.Short(countdown.To)}"])
        {
            Step = countdown,
            Milestone = countdown.Milestones.Length,
        });
        Tie(open, last);
        return [new(last, "", 0)];
    }

    private void Tie(List<OpenWay> open, string to)
    {
        foreach (var ways in open.GroupBy(way => way.From))
        {
            var labels = ways.Select(way => way.Label).Where(label => label.Length > 0).Distinct();
            _edges.Add(new(ways.Key, to, string.Join(" / ", labels), [.. ways.Select(way => way.Arm)]));
        }
    }
}
