using Campaigns.Definitions.Json;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads <c>countdown</c>.</summary>
internal static class CountdownSteps
{
    public static CountdownStep? Read(StepId id, JsonCursor at)
    {
        if (at.AsObject("an object such as { \"to\": \"policy.expires_on\", \"at\": \"10:00\", \"rungs\": [ … ] }", "to", "at", "rungs") is not { } countdown)
            return null;
        var to = countdown.Required("to", "\"to\": \"policy.expires_on\"")?.AsExpression("policy.expires_on");
        var time = countdown.Required("at", "\"at\": \"10:00\"")?.AsTimeOfDay();
        var rungs = countdown.Required("rungs", "\"rungs\": [ { \"before\": \"P30D\", \"steps\": [ … ] } ]");
        if (rungs is { IsEmptyList: true })
            rungs.Value.Error("empty", "a countdown needs at least one rung, such as { \"before\": \"P30D\", \"steps\": [ … ] }");
        return new CountdownStep(id, to ?? Missing.Expression, time ?? LocalTime.Noon,
            [.. (rungs?.AsList("a list of rungs") ?? []).Select(ReadRung).OfType<Rung>()]);
    }

    private static Rung? ReadRung(JsonCursor at)
    {
        if (at.AsObject("a rung such as { \"before\": \"P30D\", \"steps\": [ … ] }", "before", "steps") is not { } rung)
            return null;
        var before = rung.Required("before", "\"before\": \"P30D\"")?.AsPeriod(PeriodSign.NotNegative);
        _ = rung.Required("steps", "\"steps\": [ … ]");
        return new Rung(before ?? Missing.Period, StepReader.ReadBlock(rung, "steps"));
    }
}
