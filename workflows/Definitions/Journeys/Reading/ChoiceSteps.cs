using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads the steps that choose: <c>branch</c> by condition, <c>split</c> by percentage.</summary>
internal static class ChoiceSteps
{
    public static BranchStep ReadBranch(StepId id, JsonCursor at, JsonObjectCursor step)
    {
        if (at.IsEmptyList)
            at.Error("empty", "a branch needs at least one arm, such as { \"when\": \"customer.value_tier == 'high'\", \"then\": [ … ] }");
        return new BranchStep(
            id,
            [.. at.AsList("a list of arms such as [ { \"when\": \"…\", \"then\": [ … ] } ]").Select(ReadArm).OfType<BranchArm>()],
            StepReader.ReadBlock(step, "otherwise"));
    }

    public static SplitStep ReadSplit(StepId id, JsonCursor at)
    {
        if (at.IsEmptyList)
            at.Error("empty", "a split needs arms, such as { \"id\": \"a\", \"percent\": 50, \"steps\": [ … ] }");
        return new SplitStep(id,
            [.. at.AsList("a list of arms such as [ { \"id\": \"a\", \"percent\": 50, \"steps\": [ … ] } ]").Select(ReadShare)
                .OfType<SplitArm>()]);
    }

    private static BranchArm? ReadArm(JsonCursor at)
    {
        if (at.AsObject("an arm such as { \"when\": \"customer.value_tier == 'high'\", \"then\": [ … ] }", "when", "then") is not { } arm)
            return null;
        var when = arm.Required("when", "\"when\": \"customer.value_tier == 'high'\"")?.AsExpression("customer.value_tier == 'high'");
        _ = arm.Required("then", "\"then\": [ … ]");
        return new BranchArm(when ?? Placeholder.Expression, StepReader.ReadBlock(arm, "then"));
    }

    private static SplitArm? ReadShare(JsonCursor at)
    {
        if (at.AsObject("an arm such as { \"id\": \"a\", \"percent\": 50, \"steps\": [ … ] }", "id", "percent", "steps") is not { } arm)
            return null;
        var id = arm.Required("id", "\"id\": \"a\"")?.AsId("an arm's id");
        var percent = arm.Required("percent", "\"percent\": 50")?.AsNumber("a percentage from 0 to 100", 0, 100);
        return new SplitArm(id ?? Placeholder.Text, percent ?? 0, StepReader.ReadBlock(arm, "steps"));
    }
}
