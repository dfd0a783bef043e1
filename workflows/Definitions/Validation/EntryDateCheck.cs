using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Json;
using NodaTime;
using Scriban.Syntax;

namespace Campaigns.Definitions.Validation;

/// <summary>Entries by date that let nobody in, and schedules that lose the days on which no host ran.</summary>
internal static class EntryDateCheck
{
    private static readonly Duration OneYear = Duration.FromDays(366);

    public static void Run(CheckedJourney journey)
    {
        foreach (var entry in journey.Definition.Entries)
        {
            if (entry is Entry.BeforeDate before)
            {
                CheckPast(journey, before, journey.PointerOf(entry) + "/before/date");
                CheckYear(journey, before, journey.PointerOf(entry) + "/before/by");
            }
            else if (entry is Entry.OnSchedule { Audience.Where: { } where })
                CheckDays(journey, where, journey.PointerOf(entry) + "/audience/where");
        }
    }

    private static void CheckPast(CheckedJourney journey, Entry.BeforeDate entry, string pointer)
    {
        if (!entry.Yearly && Expression.PathOf(entry.Date.Root)?.Split('.') is [var subject, var name]
            && journey.Context.Catalog.Find(subject, name) is { IsPast: true })
            journey.Error(pointer, "always-past",
                $"\"{entry.Date.Source}\" is always past, so nobody is ever ahead of it; write \"yearly\": true for its anniversary, or " +
                $"choose another date");
    }

    private static void CheckYear(CheckedJourney journey, Entry.BeforeDate entry, string pointer)
    {
        if (entry.Yearly && JsonDurations.Approximate(entry.By) > OneYear)
            journey.Error(pointer, "longer-than-a-year",
                "the date comes round every year, so its window is always open when it is longer than that; write at most \"P1Y\", such as " +
                "\"P7D\"");
    }

    private static void CheckDays(CheckedJourney journey, Expression where, string pointer)
    {
        foreach (var comparison in Comparisons(where.Root))
            journey.Warn(pointer, "exact-day",
                $"\"{comparison}\" holds on one day: should no host run on that day, these customers are never reached; write a range, " +
                $"such as >= 7 && < 14, since \"reentry\" keeps them from entering twice");
    }

    private static IEnumerable<ScriptBinaryExpression> Comparisons(ScriptNode? node)
    {
        if (node is ScriptBinaryExpression { Operator: ScriptBinaryOperator.CompareEqual } equal
            && (IsDays(equal.Left) || IsDays(equal.Right)))
            return [equal];
        return node is null ? [] : Enumerable.Range(0, node.ChildrenCount).SelectMany(i => Comparisons(node.GetChildren(i)));
    }

    private static bool IsDays(ScriptNode? node) =>
        node is ScriptFunctionCall call && Expression.PathOf(call.Target) == "date_diff"
        && call.Arguments.OfType<ScriptVariableGlobal>().Any(argument => argument.Name == "now");
}
