using System.Collections.Immutable;
using Campaigns.Definitions.Json;

namespace Campaigns.Definitions.Journeys.Reading;

/// <summary>Reads how a journey ends and what counts as success: <c>exit</c>, <c>goal</c>, <c>exclusive</c> and <c>pace</c>.</summary>
internal static class OutcomeReader
{
    public static ImmutableArray<ExitRule> ReadExits(JsonCursor at) =>
        [.. at.AsOneOrMore("a list of exit rules").Select(ReadExit).OfType<ExitRule>()];

    private static ExitRule? ReadExit(JsonCursor at)
    {
        if (at.AsObject("an exit rule such as { \"on\": \"policy.renewed\", \"outcome\": \"renewed\" }", "on", "where", "when", "outcome")
            is not { } exit)
            return null;
        var outcome = exit.Required("outcome", "\"outcome\": \"renewed\"")?.AsId("an outcome") ?? Placeholder.Text;
        if (exit["on"] is { } on && exit["when"] is not null)
        {
            on.Error("too-many",
                "one exit rule cannot be \"on\" an event and \"when\" something holds; write two rules, or \"on\" with \"where\"");
            return null;
        }

        if (exit["when"] is { } when)
        {
            exit["where"]?.Error("unknown-property", "\"where\" belongs to \"on\"; add the condition to \"when\" with &&");
            var condition = when.AsExpression("policy.status == 'cancelled'") ?? Placeholder.Expression;
            return at.Log.Track<ExitRule>(new ExitRule.When(condition, outcome), at.Pointer);
        }

        var type = exit.Required("on", "\"on\": \"policy.renewed\"")?.AsText("an event type such as \"policy.renewed\"");
        var where = exit["where"]?.AsExpression("event.policy_id == policy.id");
        return at.Log.Track<ExitRule>(new ExitRule.OnEvent(type ?? Placeholder.Text, where, outcome), at.Pointer);
    }

    public static Goal? ReadGoal(JsonCursor at)
    {
        if (at.AsObject("a goal such as { \"outcome\": \"renewed\", \"value\": \"event.premium\" }", "outcome", "value", "within")
            is not { } goal)
            return null;
        return at.Log.Track(
            new Goal(
                goal.Required("outcome", "\"outcome\": \"renewed\"")?.AsId("an outcome") ?? Placeholder.Text,
                goal["value"]?.AsExpression("event.premium"),
                goal["within"]?.AsPeriod(PeriodSign.Positive)),
            at.Pointer);
    }

    public static Exclusivity? ReadExclusive(JsonCursor at)
    {
        if (at.AsObject("an object such as { \"group\": \"retention\", \"whenOutranked\": \"pause\" }", "group", "whenOutranked")
            is not { } exclusive)
            return null;
        var group = exclusive.Required("group", "\"group\": \"retention\"")?.AsId("a group");
        return new Exclusivity(group ?? Placeholder.Text, ReadWhenOutranked(exclusive));
    }

    public static SendRate? ReadSendRate(JsonCursor at)
    {
        const int mostAllowed = 1_000_000; // more than any provider takes
        return at.AsObject("an object such as { \"perMinute\": 600 }", "perMinute") is { } sendRate
            && sendRate.Required("perMinute", "\"perMinute\": 600")?.AsInteger($"a whole number from 1 to {mostAllowed}", 1, mostAllowed)
            is { } perMinute
                ? new SendRate(perMinute)
                : null;
    }

    /// <summary>What happens to whom there is no place for; held, where nothing is said.</summary>
    public static WhenOutranked ReadWhenOutranked(JsonObjectCursor holder) => holder["whenOutranked"]?.AsOneOf("whenOutranked",
        ("pause", WhenOutranked.Pause), ("end", WhenOutranked.End), ("refuse", WhenOutranked.Refuse)) ?? WhenOutranked.Pause;
}
