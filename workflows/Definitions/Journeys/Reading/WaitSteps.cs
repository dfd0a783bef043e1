using System.Text.Json;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads the steps that wait: <c>wait</c> for time, <c>waitFor</c> events.</summary>
internal static class WaitSteps
{
    public static Step? ReadWait(StepId id, JsonCursor at)
    {
        if (at.Kind == JsonValueKind.String)
            return new WaitStep(id, at.AsPeriod(PeriodSign.Positive) ?? Placeholder.Period);
        if (at.AsObject("a duration such as \"P5D\", or an object such as { \"until\": \"policy.expires_on\" }",
                "until", "offset", "at", "weekdays", "ifPast") is not { } wait)
        {
            return null;
        }

        return new WaitUntilStep(id,
            wait.Required("until", "\"until\": \"policy.expires_on\"")?.AsExpression("policy.expires_on") ?? Placeholder.Expression)
        {
            Offset = wait["offset"]?.AsPeriod(PeriodSign.Any) ?? Period.Zero,
            At = wait["at"]?.AsTimeOfDay(),
            Weekdays = wait["weekdays"]?.AsDistinct<IsoDayOfWeek>("a list of weekdays such as [\"monday\"]", d => d.AsWeekday()) ?? [],
            IfPast = wait["ifPast"]?.AsOneOf("ifPast", ("go", IfPast.Go), ("skip", IfPast.Skip)) ?? IfPast.Go,
        };
    }

    public static WaitForStep? ReadWaitFor(StepId id, JsonCursor at)
    {
        if (at.AsObject("an object such as { \"events\": [ { \"on\": \"gift.claimed\" } ], \"timeout\": \"P2D\" }",
                "events", "timeout", "onTimeout", "since") is not { } wait)
        {
            return null;
        }

        var events = wait.Required("events", "\"events\": [ { \"on\": \"gift.claimed\" } ]")?.AsOneOrMore("a list of events") ?? [];
        if (events.Count == 0 && wait["events"] is { } none)
            none.Error("empty", "the wait names no event; add one, or use \"wait\" to wait for time alone");
        return new WaitForStep(id, [.. events.Select(ReadPattern).OfType<EventPattern>()])
        {
            Timeout = wait["timeout"]?.AsPeriod(PeriodSign.Positive),
            OnTimeout = StepReader.ReadBlock(wait, "onTimeout"),
            SinceNow = wait["since"]?.AsOneOf("since (leave it out to count events since entry)", ("now", true)) ?? false,
        };
    }

    private static EventPattern? ReadPattern(JsonCursor at)
    {
        if (at.Kind == JsonValueKind.String)
            return at.AsText("an event type") is { } bare ? at.Log.Track(new EventPattern(bare, null, null, []), at.Pointer) : null;
        if (at.AsObject("an event such as { \"on\": \"message.clicked\", \"step\": \"hello\" }", "on", "step", "where", "then")
            is not { } pattern)
            return null;
        var type = pattern.Required("on", "\"on\": \"message.clicked\"")?.AsText("an event type such as \"message.clicked\"");
        return at.Log.Track(
            new EventPattern(
                type ?? Placeholder.Text,
                pattern["step"]?.AsId("the id of a send") is { } step ? new StepId(step) : null,
                pattern["where"]?.AsExpression("event.policy_id == policy.id"),
                StepReader.ReadBlock(pattern, "then")),
            at.Pointer);
    }
}
