using System.Collections.Immutable;
using System.Globalization;
using Campaigns.Definitions.Scenarios;
using Campaigns.Model.Messages;
using Campaigns.Model.Timeline;
using NodaTime;

namespace Campaigns.Simulation.Scenarios;

/// <summary>Holds what came of a scenario against what must.</summary>
internal static class ScenarioComparison
{
    public static ImmutableArray<string> Of(ScenarioRun run)
    {
        var expect = run.Scenario.Expect;
        return [.. Held(run), .. Messages(run, expect.Messages), .. expect.Silences.SelectMany(silence => Silence(run, silence)),
            .. expect.Outcomes.SelectMany(outcome => Outcome(run, outcome))];
    }

    /// <summary>A message as it is told: <c>2026-03-03 10:00 d90 by email</c>.</summary>
    public static string Describe(SentMessage message) => $"{Minute(message.At)} {message.Step} by {message.Channel}";

    /// <summary>A text that must not be said fails every scenario that does not tell so.</summary>
    private static IEnumerable<string> Held(ScenarioRun run) =>
        from held in run.Held
        where !run.Scenario.Expect.Silences.Any(silence => silence.Step == held.Step && silence.Reason == DeliveryReason.Wording)
        select $"{held.Step} by {held.Channel} would be held: {held.Why}";

    private static IEnumerable<string> Messages(ScenarioRun run, ImmutableArray<ExpectedMessage>? expected)
    {
        if (expected is not { } wanted)
            yield break;
        var sent = run.Messages;
        for (var i = 0; i < Math.Max(wanted.Length, sent.Count); i++)
        {
            if (i >= wanted.Length)
                yield return $"message {i + 1} was not expected: {Describe(sent[i])}";
            else if (i >= sent.Count)
                yield return $"message {i + 1} was not sent: {Describe(wanted[i])}{WhyNot(run, wanted[i])}";
            else
            {
                foreach (var difference in Differences(wanted[i], sent[i]))
                    yield return $"message {i + 1}, {Describe(sent[i])}: {difference}";
            }
        }
    }

    private static IEnumerable<string> Differences(ExpectedMessage wanted, SentMessage sent)
    {
        if (wanted.Step != sent.Step)
        {
            yield return $"expected {Describe(wanted)}";
            yield break; // all else would differ because of that
        }

        if (wanted.Journey is { } journey && journey != sent.Journey)
            yield return $"expected the journey {journey}, but it is {sent.Journey}'s";
        if (wanted.Channel is { } channel && channel != sent.Channel)
            yield return $"expected {channel}";
        if (wanted.At is { } at && at != Whole(sent.At))
            yield return $"expected at {Minute(at)}";
        if (wanted.Locale is { } locale && locale != sent.Locale)
            yield return $"expected in {locale}, but it is in {sent.Locale}";
        var text = TextOf(sent.Text);
        foreach (var words in wanted.Says.Where(words => !text.Contains(words, StringComparison.Ordinal)))
            yield return $"does not say \"{words}\", but: {text}";
        foreach (var words in wanted.NeverSays.Where(words => text.Contains(words, StringComparison.Ordinal)))
            yield return $"says \"{words}\": {text}";
    }

    private static IEnumerable<string> Silence(ScenarioRun run, ExpectedSilence silence)
    {
        var refused = run.Timeline.Where(e => e.Step == silence.Step && (e.Kind == TimelineEventKind.Refused
            || e is { Kind: TimelineEventKind.Failed, Reason: DeliveryReason.Wording })).Select(e => e.Reason ?? "").ToList();
        if (refused.Exists(reason => silence.Reason is null || reason == silence.Reason
            || reason.StartsWith(silence.Reason + ":", StringComparison.Ordinal)))
            yield break;
        var wanted = silence.Reason is { } because ? $" because of {because}" : "";
        yield return refused.Count > 0
            ? $"{silence.Step} was expected not to be sent{wanted}, but that was because of {string.Join(", ", refused)}"
            : run.Messages.Any(m => m.Step == silence.Step)
                ? $"{silence.Step} was expected not to be sent{wanted}, but it was sent"
                : $"{silence.Step} was expected not to be sent{wanted}, but the customer never came to it";
    }

    private static IEnumerable<string> Outcome(ScenarioRun run, ExpectedOutcome wanted)
    {
        var entered = run.Timeline.Any(e => e.Kind == TimelineEventKind.Entered && e.Journey == wanted.Journey);
        var running = run.Enrollments.Any(e => e.Journey == wanted.Journey && e.State.Outcome is null);
        var last = run.Timeline.LastOrDefault(e => e.Kind is TimelineEventKind.Ended or TimelineEventKind.Exited && e.Journey == wanted.Journey);
        var actual = !entered ? ExpectedOutcome.None : running ? ExpectedOutcome.Running : last?.Reason ?? "";
        if (actual != wanted.Outcome)
            yield return $"{wanted.Journey} was expected to end as {wanted.Outcome}, but: {actual}";
    }

    /// <summary>The reason for which the step's message was not sent, where there is one.</summary>
    private static string WhyNot(ScenarioRun run, ExpectedMessage wanted) =>
        run.Timeline.LastOrDefault(e => e.Kind is TimelineEventKind.Refused or TimelineEventKind.Failed && e.Step == wanted.Step) is { } refused
            ? $" ({refused.Kind}: {refused.Reason})" : "";

    private static string Describe(ExpectedMessage message) =>
        $"{(message.At is { } at ? Minute(at) + " " : "")}{message.Step}{(message.Channel is { } channel ? $" by {channel}" : "")}";

    private static string TextOf(RenderedMessage message) => message switch
    {
        RenderedMessage.Text text => text.Body,
        RenderedMessage.Push push => $"{push.Title}\n{push.Body}",
        RenderedMessage.Email email => $"{email.Subject}\n{email.PlainText}",
        RenderedMessage.Task task => $"{task.Title}\n{task.Body}",
        _ => "",
    };

    private static LocalDateTime Whole(LocalDateTime at) => at.Date + new LocalTime(at.Hour, at.Minute);

    private static string Minute(LocalDateTime at) => at.ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
