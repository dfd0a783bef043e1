using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads the steps that steer the flow itself: <c>enroll</c>, <c>repeat</c> and <c>end</c>.</summary>
internal static class FlowSteps
{
    // A loop around a daily wait may run a year and not much longer.
    private const int MaxIterations = 400;

    public static EnrollStep? ReadEnroll(StepId id, JsonCursor at)
    {
        if (at.AsObject("an object such as { \"journey\": \"win-back\" }", "journey") is not { } enroll)
            return null;
        var journey = enroll.Required("journey", "\"journey\": \"win-back\"")?.AsId("a journey id");
        return new EnrollStep(id, new JourneyId(journey ?? Placeholder.Text));
    }

    public static RepeatStep? ReadRepeat(StepId id, JsonCursor at)
    {
        if (at.AsObject("an object such as { \"while\": \"policy.status == 'lapsed'\", \"max\": 3, \"steps\": [ … ] }", "while", "max",
            "steps") is not { } repeat)
            return null;
        var condition = repeat.Required("while", "\"while\": \"policy.status == 'lapsed'\"")?.AsExpression("policy.status == 'lapsed'");
        var max = repeat.Required("max", "\"max\": 3")?.AsInteger($"a whole number from 1 to {MaxIterations}", 1, MaxIterations);
        _ = repeat.Required("steps", "\"steps\": [ … ]");
        return new RepeatStep(id, condition ?? Placeholder.Expression, max ?? 1, StepReader.ReadBlock(repeat, "steps"));
    }

    public static EndStep ReadEnd(StepId id, JsonCursor at) => new(id, at.AsId("an outcome") ?? Placeholder.Text);
}
