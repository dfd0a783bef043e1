using Campaigns.Model;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary>A bar that follows virtual time, or how much of the work is done.</summary>
internal static class Progress
{
    /// <summary>Runs work that reports how much of it is done and the messages sent so far.</summary>
    public static async Task<T> RunAsync<T>(bool quiet, string title, long all, Func<Action<long, long>?, Task<T>> work)
    {
        if (quiet || !AnsiConsole.Profile.Capabilities.Interactive)
            return await work(null);
        return await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Terminal.Escape(title), maxValue: Math.Max(1, all));
                return await work((done, sent) =>
                {
                    task.Value = done;
                    task.Description = Terminal.Escape($"{title}  {sent:N0} messages");
                });
            });
    }

    /// <summary>Runs work that reports the virtual instant and the messages sent so far.</summary>
    public static async Task<T> RunAsync<T>(
        bool quiet, string title, LocalDate from, LocalDate to, DateTimeZone zone, Func<Action<Instant, long>?, Task<T>> work)
    {
        if (quiet || !AnsiConsole.Profile.Capabilities.Interactive)
            return await work(null);
        var start = zone.StartOf(from);
        var length = zone.StartOf(to.Saturated().PlusDays(1)) - start;
        return await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Terminal.Escape(title));
                var next = Instant.MinValue;
                var result = await work((now, sent) =>
                {
                    if (now < next)
                        return;
                    next = now + Duration.FromHours(12);
                    task.Value = 100 * ((now - start) / length);
                    task.Description = Terminal.Escape($"{now.InZone(zone).Date:uuuu-MM-dd}  {sent:N0} messages");
                });
                task.Value = 100;
                return result;
            });
    }
}
