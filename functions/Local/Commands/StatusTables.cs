using System.Globalization;
using Campaigns.Operations;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary>A status as tables, for a screen of 80 columns.</summary>
internal static class StatusTables
{
    public static void Print(StatusReport report)
    {
        var colour = report.Status switch { OperationStatus.Ok => "green", OperationStatus.Degraded => "yellow", _ => "red" };
        var of = report.Process is { } process ? $"a host that runs since {Time(process.Since)}"
            : "read from the store, without what hosts know";
        AnsiConsole.MarkupLineInterpolated($"[bold {colour}]{report.Status.ToString().ToLowerInvariant()}[/]  {Time(report.At)} UTC, {of}");
        foreach (var reason in report.Reasons)
            AnsiConsole.MarkupLineInterpolated($"[{colour}]![/] {reason}");
        foreach (var note in report.Notes)
            AnsiConsole.MarkupLineInterpolated($"[grey]-[/] {note}");
        Released(report);
        Channels(report);
        Queues(report);
        Ramps(report);
        Work(report);
        Loops(report);
        Templates(report);
    }

    private static void Released(StatusReport report)
    {
        if (report.Release is not { } release)
            return;
        Terminal.Line($"Release [bold]{Campaigns.Runtime.Releases.Release.Short(release.Id)}[/], deployed {Time(release.At)} UTC by {release.By}");
        foreach (var line in release.Drift)
            Terminal.Line($"[yellow]drift[/] {line}");
    }

    private static void Channels(StatusReport report)
    {
        if (report.Channels.Count == 0)
            return;
        var ofHost = report.Process is not null;
        var table = Titled("Channels").AddColumn("Channel").AddColumns(Right("Waiting"), Right("Oldest"));
        if (ofHost)
            table.AddColumns("Provider", "Breaker").AddColumn(Right("Next try"));
        foreach (var channel in report.Channels)
        {
            List<string> cells = [channel.Channel, Number(channel.Waiting), Age(report.At, channel.Oldest)];
            if (ofHost)
            {
                cells.AddRange(channel.Process is { } process
                    ? [process.Provider, Breaker(process), Ahead(report.At, process.NextTry)] : ["none", "", ""]);
            }

            Add(table, cells);
        }

        AnsiConsole.Write(table);
        Deliveries(report);
        foreach (var channel in report.Channels)
        {
            if (channel.Process is not { LastError: { } error } process)
                continue;
            var back = process.FailingSince is null ? "; it answers again" : "";
            Terminal.Line($"[grey]{channel.Channel} ({process.Provider}): last error {Time(process.LastErrorAt)}: {error}{back}[/]");
        }
    }

    /// <summary>A table of its own: with the queues it would be wider than a screen.</summary>
    private static void Deliveries(StatusReport report)
    {
        var channels = report.Channels.Where(channel => channel.Process is not null).ToList();
        if (channels.Count == 0)
            return;
        var minutes = channels.Max(channel => channel.Process!.Minutes);
        var table = Titled($"Deliveries by this host in {minutes} minutes").AddColumn("Channel")
            .AddColumns(Right("Now"), Right("Sent"), Right("Failed"), Right("Unknown"), Right("Put back"));
        foreach (var channel in channels)
        {
            var process = channel.Process!;
            Add(table, [channel.Channel, Number(process.InFlight), Number(process.Sent), Number(process.Failed), Number(process.Unknown),
                Number(process.PutBack)]);
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine("[grey]Now: with the provider. Put back: sends not accepted, to be tried again.[/]");
    }

    private static string Breaker(ChannelProcessView process) =>
        (process.Away, process.Breaker) switch
        {
            (true, null or "closed") => "away",
            (_, { } breaker) => breaker.Replace('_', '-'),
            _ => "none",
        };

    private static void Queues(StatusReport report)
    {
        // The channels have a table of their own.
        var filled = report.Queues.Where(queue => queue is { Kind: not "channel", Count: > 0 }).ToList();
        if (filled.Count == 0)
            return;
        var table = Titled("Other queues").AddColumn("Queue").AddColumns(Right("Messages"), Right("Oldest"));
        foreach (var queue in filled)
            Add(table, [queue.Kind == "dead_letters" ? $"{queue.Name}, dead letters" : queue.Name, Number(queue.Count), Age(report.At, queue.Oldest)]);
        AnsiConsole.Write(table);
    }

    private static void Work(StatusReport report)
    {
        var table = Titled("Work by the clock").AddColumns("What", "Last (UTC)", "Next (UTC)").AddColumn(Right("Behind"));
        if (report.Timers is { } timers)
            Add(table, ["timers", "", timers.Next is { } next ? Time(next) : "none", Span(timers.BehindSeconds)]);
        foreach (var schedule in report.Schedules)
        {
            var last = schedule.Last is { } fired ? Time(fired) : "–";
            Add(table, [$"{schedule.Journey}: {schedule.Cron}", last, Time(schedule.Next), Span(schedule.BehindSeconds)]);
        }

        foreach (var sweep in report.Sweeps)
        {
            var what = $"sweep {sweep.Journey}/{sweep.Kind}, {sweep.Seen:N0} done";
            Add(table, [what, Time(sweep.OrderedFor), "under way", Span(sweep.BehindSeconds)]);
        }

        AnsiConsole.Write(table);
    }

    private static void Loops(StatusReport report)
    {
        if (report.Loops.Count == 0)
            return;
        var table = Titled("Loops of this host").AddColumns("Loop", "Last run (UTC)", "Next").AddColumn(Right("Behind"));
        foreach (var loop in report.Loops)
        {
            var next = loop.RunningSince is not null ? "running" : Ahead(report.At, loop.NextRun);
            Add(table, [loop.Name, Time(loop.LastRun), next, Span(loop.BehindSeconds)]);
        }

        AnsiConsole.Write(table);
        foreach (var loop in report.Loops.Where(loop => loop.LastError is not null))
            AnsiConsole.MarkupLineInterpolated($"[grey]{loop.Name}: last error {Time(loop.LastErrorAt)}: {loop.LastError}[/]");
    }

    private static void Ramps(StatusReport report)
    {
        if (report.Ramps.Count == 0)
            return;
        var table = Titled("Ramps").AddColumns("Journey", "Version").AddColumns(Right("Share"), Right("Since"), Right("Next"));
        foreach (var ramp in report.Ramps)
        {
            var next = ramp.NextShare is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share:0.##} % {Ahead(report.At, ramp.NextAt)}")
                : ramp.Stopped is null ? "by hand" : "stopped";
            Add(table, [ramp.Journey, $"{ramp.Version}", string.Create(CultureInfo.InvariantCulture, $"{ramp.Share:0.##} %"), Age(report.At, ramp.Since), next]);
        }

        AnsiConsole.Write(table);
    }

    private static void Templates(StatusReport report)
    {
        if (report.Templates is { } templates)
            AnsiConsole.MarkupLineInterpolated($"[grey]Templates: {DisplayText.Count(templates.Files, "file")} in use{(templates.WordingRules is { } rules ? $", {DisplayText.Count(rules, "rule")} of wording" : "")}.[/]");
    }

    private static Table Titled(string title) => new Table().RoundedBorder().Title($"[bold]{title}[/]");

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static void Add(Table table, IEnumerable<string> cells) => table.AddRow(cells.Select(Markup.Escape).ToArray());

    private static string Number(long? number) => number is { } known ? known.ToString("N0", CultureInfo.InvariantCulture) : "?";

    private static string Time(Instant? instant) => instant?.ToString("dd MMM HH:mm:ss", CultureInfo.InvariantCulture) ?? "never";

    private static string Age(Instant now, Instant? since) =>
        since is { } at ? Span(Math.Max(0, (long)(now - at).TotalSeconds), "0 s") : "";

    private static string Ahead(Instant now, Instant? at) =>
        at is not { } next ? "" : next <= now ? "now" : $"in {Span(Math.Max(1, (long)(next - now).TotalSeconds))}";

    private static string Span(long seconds, string none = "") => seconds switch
    {
        0 => none,
        < 120 => $"{seconds} s",
        < 7200 => $"{seconds / 60} min",
        < 172_800 => $"{seconds / 3600} h",
        _ => $"{seconds / 86_400} days",
    };
}
