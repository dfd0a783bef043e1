using System.Globalization;
using Campaigns.Senders.Monitoring;
using NodaTime;

namespace Campaigns.Operations;

/// <summary>What of a report is a reason to look, and what waits for somebody without being broken.</summary>
internal static class StatusReasons
{
    /// <summary>The report with its reasons, its notes and the status that follows.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="health">What is wrong with the store.</param>
    /// <param name="senders">The senders of this process.</param>
    public static StatusReport Judge(StatusReport report, HealthReport health, IReadOnlyCollection<ChannelState> senders)
    {
        List<string> reasons =
        [
            .. report.Held.Select(held => held.Sentence),
            .. report.Ramps.Where(ramp => ramp.Stopped is not null).Select(ramp => ramp.Sentence),
            .. health.Reasons.Except(report.Held.Select(held => held.Short)),
            .. report.Unanswered.Except(health.Unanswered).Select(name =>
                $"{Capital(name)} could not be read; what they say is missing here."),
            .. Providers(senders),
            .. report.Channels.SelectMany(channel => Waiting(channel, report)),
            .. Overdue(report),
            .. report.Templates?.Problems.Select(Sentence) ?? [],
            .. report.Incidents.Where(incident => !incident.Part.StartsWith(TemplateParts, StringComparison.Ordinal)
                && !report.Ramps.Any(ramp => ramp.Stopped is not null && incident.Part == $"ramp {ramp.Journey}")).Select(Sentence),
        ];
        return report with
        {
            Status = health.Status == OperationStatus.Failing ? OperationStatus.Failing
            : reasons.Count > 0 ? OperationStatus.Degraded : OperationStatus.Ok,
            Reasons = reasons,
            Notes = [.. Notes(report)],
        };
    }

    /// <summary>A text that begins a sentence.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>What the incidents about templates begin with; the templates tell of them themselves.</summary>
    public const string TemplateParts = "template ";

    private static IEnumerable<string> Providers(IReadOnlyCollection<ChannelState> senders) =>
        from sender in senders
        where sender.Provider.IsAway
        group sender by sender.Provider.Name into provider
        let state = provider.First().Provider
        select $"The provider {provider.Key} ({string.Join(", ", provider.Select(sender => sender.Channel.Name))}) does not answer"
            + $"{(state.FailingSince is { } since ? $" since {At(since)}" : "")}: {ErrorTexts.Of(state.LastError ?? "")}.";

    private static IEnumerable<string> Waiting(ChannelView channel, StatusReport report)
    {
        if (report.Held.Any(held => held.Channel == HeldView.Everything || held.Channel == channel.Channel))
            yield break; // that is why they wait
        if (channel.Oldest is { } oldest && report.At - oldest > OperationsMonitor.LongWait)
            yield return $"Messages by {channel.Channel} wait since {At(oldest)}.";
        if (report.Process is not null && channel is { Process: null, Waiting: > 0 })
            yield return $"No provider is set up for {channel.Channel} in this process; its messages wait.";
    }

    private static IEnumerable<string> Overdue(StatusReport report)
    {
        if (report.Timers is { } timers && IsLate(timers.BehindSeconds, OperationsMonitor.Late))
            yield return $"Timers are overdue since {At(timers.Next!.Value)}.";
        foreach (var schedule in report.Schedules.Where(schedule => IsLate(schedule.BehindSeconds, OperationsMonitor.Late)))
            yield return $"The schedule {schedule.Cron} of {schedule.Journey} is overdue by {Span(schedule.BehindSeconds)}.";
        foreach (var sweep in report.Sweeps.Where(sweep => IsLate(sweep.BehindSeconds, OperationsMonitor.LongSweep)))
            yield return $"The sweep {sweep.Journey}/{sweep.Kind} ordered for {At(sweep.OrderedFor)} is not finished.";
        foreach (var loop in report.Loops.Where(loop => IsLate(loop.BehindSeconds, OperationsMonitor.Late)))
            yield return $"The loop {loop.Name} of this process is overdue by {Span(loop.BehindSeconds)}.";
        foreach (var queue in report.Queues.Where(queue => queue.Kind is "publication" or "events"
            && queue.Oldest is { } oldest && report.At - oldest > OperationsMonitor.LongWait))
            yield return $"The queue {queue.Name} has messages that wait since {At(queue.Oldest!.Value)}.";
    }

    private static IEnumerable<string> Notes(StatusReport report)
    {
        foreach (var queue in report.Queues.Where(queue => queue is { Kind: QueueLooks.DeadLetters, Count: > 0 }))
        {
            yield return $"{Count(queue.Count!.Value, "dead letter")} of {queue.Name}"
                + $"{(queue.Oldest is { } oldest ? $", the oldest since {At(oldest)}" : "")}"
                + $"{(queue.HeldForWording is { } held ? $", {(held < queue.Count ? "at least " : "")}{held} for a rule of wording" : "")}: see 'campaigns dead-letters list'.";
        }

        if (report.Unknown is { Count: > 0 } unknown)
        {
            yield return $"{(unknown.More ? "More than " : "")}{Count(unknown.Count, "message")} of unknown outcome"
                + $"{(unknown.Oldest is { } oldest ? $", the oldest since {At(oldest)}" : "")}: see 'campaigns unknown list'.";
        }
    }

    private static string Sentence(TemplateProblemView problem)
    {
        var place = problem.Line > 0 ? $" (line {problem.Line})" : "";
        var what = problem.File.Length == 0 ? "Templates" : $"The template {problem.File}{place}";
        var effect = problem.EarlierInUse ? "The earlier text stays in use." : "Its messages become dead letters.";
        return $"{what}: {problem.Detail.TrimEnd('.')}. {effect}";
    }

    private static string Sentence(IncidentView incident) =>
        $"{Capital(incident.Part)} fails since {At(incident.Since)}: {incident.Error.TrimEnd('.')}.";

    private static bool IsLate(long seconds, Duration limit) => seconds > limit.TotalSeconds;

    /// <summary>A time in a sentence.</summary>
    public static string At(Instant instant) => instant.ToString("uuuu-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Span(long seconds) => seconds < 3600 ? $"{seconds / 60} min" : $"{seconds / 3600} h {seconds / 60 % 60} min";

    private static string Count(long number, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {one}{(number == 1 ? "" : "s")}");
}
