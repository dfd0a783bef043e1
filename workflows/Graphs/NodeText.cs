using System.Collections.Immutable;
using System.Globalization;
using Campaigns.Definitions.Expressions;
using Campaigns.Definitions.Journeys;
using NodaTime;

namespace Campaigns.Graphs;

/// <summary>What is written at nodes and ways.</summary>
internal static class NodeText
{
    private const int MaxExpression = 48; // characters: beyond, a node would be wider than a step's text is worth

    public static GraphNodeKind KindOf(Step step) => step switch
    {
        SendStep => GraphNodeKind.Send,
        WaitStep or WaitUntilStep or WaitForStep or CountdownStep => GraphNodeKind.Wait,
        BranchStep or SplitStep or RepeatStep => GraphNodeKind.Choice,
        EndStep => GraphNodeKind.End,
        _ => GraphNodeKind.Action,
    };

    /// <summary>The arms that a step chooses among, in the order they are written; none for a step that chooses nothing.</summary>
    public static IReadOnlyList<(int Arm, string Label)> ArmsOf(Step step) => step switch
    {
        BranchStep branch => [.. branch.Arms.Select((arm, i) => (i, Short(arm.When))), (branch.Arms.Length, "otherwise")],
        SplitStep split => [.. split.Arms.Select((arm, i) => (i, $"{arm.Id}: {Number(arm.Percent)} %"))],
        WaitForStep { Timeout: { } timeout } wait =>
            [.. EventArms(wait), (wait.Events.Length, $"not within {DurationText.Of(timeout)}")],
        WaitForStep wait => [.. EventArms(wait)],
        _ => [],
    };

    public static IEnumerable<string> Of(Entry entry)
    {
        yield return entry switch
        {
            Entry.OnEvent happened => $"on {happened.Type}",
            Entry.BeforeDate before => $"{DurationText.Of(before.By)} before {Short(before.Date)}{(before.Yearly ? ", every year" : "")}",
            Entry.OnSchedule schedule => $"schedule {schedule.Cron} over {schedule.Audience.Over.ToString().ToLowerInvariant()}",
            Entry.OnSegment segment => $"segment {segment.Segment}",
            _ => "by request",
        };
        if (entry is Entry.OnSchedule { Audience.Where: { } audience })
            yield return $"if {Short(audience)}";
        if (entry.Where is { } where)
            yield return $"if {Short(where)}";
    }

    public static IEnumerable<string> Of(Step step) => step switch
    {
        SendStep send => Lines(
            string.Join(", ", send.Channels.Select(channel => channel.Name)), send.Template,
            send.When is { } condition ? $"when {Short(condition)}" : null),
        WaitStep wait => [$"wait {DurationText.Of(wait.For)}"],
        WaitUntilStep wait => Lines(
            $"wait until {Short(wait.Until)}", OffsetOf(wait.Offset),
            wait.At is { } at ? $"at {at.ToString("HH:mm", CultureInfo.InvariantCulture)}" : null),
        WaitForStep => ["wait for an event"],
        BranchStep => ["branch"],
        SplitStep => ["split"],
        RepeatStep repeat => [$"repeat, at most {repeat.Max} times"],
        UpdateStep update => Lines("update", string.Join(", ", update.Set.Select(set => set.Attribute))),
        TaskStep task => [$"task for {Short(task.To)}", task.Template, $"due in {DurationText.Of(task.Due)}"],
        CallStep call => ["call", call.Url.Host],
        PublishStep publish => ["publish", publish.Type],
        EnrollStep enroll => ["enroll into", enroll.Journey.Value],
        EndStep => ["end"],
        _ => [step.GetType().Name],
    };

    public static ImmutableArray<string> Of(CountdownStep countdown, Milestone milestone) =>
    [
        milestone.Before == Period.Zero ? $"on {Short(countdown.To)}" : $"{DurationText.Of(milestone.Before)} before {Short(countdown.To)}",
        $"at {countdown.At.ToString("HH:mm", CultureInfo.InvariantCulture)}",
    ];

    public static string Of(ExitRule exit, Goal? goal) =>
        $"{Cause(exit)} → {exit.Outcome}{(goal?.Outcome == exit.Outcome ? " (goal)" : "")}";

    public static string Short(Expression expression) =>
        expression.Source.Length <= MaxExpression ? expression.Source
        : string.Concat(expression.Source.AsSpan(0, MaxExpression - 1).TrimEnd(), "…");

    private static string Cause(ExitRule exit) => exit switch
    {
        ExitRule.OnEvent { Where: { } where } happened => $"{happened.Type} if {Short(where)}",
        ExitRule.OnEvent happened => happened.Type,
        ExitRule.When condition => $"if {Short(condition.Condition)}",
        _ => "",
    };

    private static IEnumerable<(int, string)> EventArms(WaitForStep wait) => wait.Events.Select((pattern, i) =>
        (i, pattern.Step is { } of ? $"{pattern.Type} of {of}" : pattern.Type));

    private static string? OffsetOf(Period offset) => offset == Period.Zero ? null : $"offset {offset}";

    private static string Number(double percent) => percent.ToString("0.##", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Lines(params string?[] lines) => lines.OfType<string>().Where(line => line.Length > 0);
}
