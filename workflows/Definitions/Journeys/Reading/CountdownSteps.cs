using Campaigns.Definitions.Json;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads <c>countdown</c>.</summary>
internal static class CountdownSteps
{
    public static CountdownStep? Read(StepId id, JsonCursor at)
    {
        if (at.AsObject("an object such as { \"to\": \"policy.expires_on\", \"at\": \"10:00\", \"rungs\": [ … ] }", "to", "at", "rungs")
            is not { } countdown)
            return null;
        var to = countdown.Required("to", "\"to\": \"policy.expires_on\"")?.AsExpression("policy.expires_on");
        var time = countdown.Required("at", "\"at\": \"10:00\"")?.AsTimeOfDay();
        var milestones = countdown.Required("rungs", "\"rungs\": [ { \"before\": \"P30D\", \"steps\": [ … ] } ]");
        if (milestones is { IsEmptyList: true })
            milestones.Value.Error("empty", "a countdown needs at least one rung, such as { \"before\": \"P30D\", \"steps\": [ … ] }");
        return new CountdownStep(id, to ?? Placeholder.Expression, time ?? LocalTime.Noon,
            [.. (milestones?.AsList("a list of rungs") ?? []).Select(ReadMilestone).OfType<Milestone>()]);
    }

    private static Milestone? ReadMilestone(JsonCursor at)
    {
        if (at.AsObject("a rung such as { \"before\": \"P30D\", \"steps\": [ … ] }", "before", "steps") is not { } milestone)
            return null;
        var before = milestone.Required("before", "\"before\": \"P30D\"")?.AsPeriod(PeriodSign.NotNegative);
        _ = milestone.Required("steps", "\"steps\": [ … ]");
        return new Milestone(before ?? Placeholder.Period, StepReader.ReadBlock(milestone, "steps"));
    }
}
