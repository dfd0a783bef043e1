namespace Campaigns.Graphs.Tests;

public sealed class JourneyGraphTests
{
    [Fact]
    public void EveryKindOfChoice_LeadsWhereTheEngineGoes()
    {
        var graph = JourneyGraph.Of(Drawn.Of(Drawn.EveryWay));

        Assert.Equal(
            [
                "@entry -> until", "until -> skipped", "skipped -> either", "until -> either (has passed)", "either -> after-a (a.happened)",
                "either -> late (not within 2 days)", "late -> gone (customer.value_tier == 'high')", "late -> nothing (otherwise)",
                "after-a -> arms", "either -> arms (b.happened)", "late -> arms (customer.value_tier == 'low')", "nothing -> arms",
                "arms -> in-y (y: 79.5 %)", "arms -> last (x: 20 % / z: 0.5 %)", "in-y -> last", "last -> @end",
            ],
            graph.Edges.Select(edge => $"{edge.From} -> {edge.To}{(edge.Label.Length > 0 ? $" ({edge.Label})" : "")}"));
    }

    [Fact]
    public void AfterAnEnd_NothingIsDrawn()
    {
        var graph = JourneyGraph.Of(Drawn.Of("""{ "id": "stop", "end": "done" }, { "id": "never", "wait": "P1D" }"""));

        Assert.Equal(["@entry", "stop"], graph.Nodes.Select(node => node.Id));
    }

    [Fact]
    public void OfACountdown_EachMilestoneIsANodeOfItsOwn()
    {
        var graph = JourneyGraph.Of(Drawn.Shipped("renewal-countdown"));

        Assert.Equal(
            ["90 days before policy.expires_on", "45 days before policy.expires_on", "30 days before policy.expires_on",
                "15 days before policy.expires_on", "until the end of policy.expires_on"],
            graph.Nodes.Where(node => node.Milestone is not null).Select(node => node.Lines[0]));
        Assert.Equal(
            ["policy.renewed if event.policy_id == policy.id → renewed (goal)", "policy.cancelled if event.policy_id == policy.id → cancelled"],
            graph.ExitLines);
    }
}
