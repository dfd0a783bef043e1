using System.CommandLine;
using System.Globalization;
using Campaigns.Api.Http;
using Campaigns.Api.Journeys;
using Campaigns.Hosting;
using Campaigns.Insights.Ramps;
using Campaigns.Runtime.Library;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns ramp</c>: before which share of the customers a journey's newest version comes.</summary>
internal static class RampCommand
{
    private const string Expected = "the share in percent, from 0 (nobody enters the new version) to 100 (all do)";

    public static Command Create()
    {
        var journey = new Argument<string>("journey") { Description = "The journey's id." };
        var share = new Argument<double?>("share")
        {
            Description = $"{Expected}. Default: it is only shown.",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result =>
            {
                if (double.TryParse(result.Tokens[0].Value.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
                    && percent is >= 0 and <= JourneyRamp.All)
                    return percent;
                result.AddError($"share is {Expected}, found '{result.Tokens[0].Value}'.");
                return null;
            },
        };
        var because = HoldCommand.CreateBecause();
        var place = new StoreOptions("data/local", "The folder of the store; the host may be running on it.", HoldCommand.Advice);
        var host = new HostAddress("Have this host do it; it holds for all on the store.", "approver or operator");
        var command = new CommandWithExamples(
            "ramp", "Show or set the share of the customers who enter a journey's newest version; the others enter the one before. "
            + "Who is inside stays on their version.",
            "campaigns ramp renewal-countdown", "campaigns ramp renewal-countdown 25 --because \"figures are fine\"",
            "campaigns ramp renewal-countdown 0 --url http://127.0.0.1:7071")
        {
            journey, share, because,
        };
        command.Add(host.Option);
        place.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var (name, to, why) = (parsed.GetRequiredValue(journey), parsed.GetValue(share), parsed.GetValue(because)?.Trim());
            var json = parsed.GetValue(CommonOptions.Json);
            return host.RunAsync(parsed, place,
                address => to is { } percent
                    ? host.AskAsync<RampResponse>(HttpMethod.Post, address, $"journeys/{Uri.EscapeDataString(name)}/ramp",
                        new { share = percent, because = why }, answer => Show(name, answer.Ramp, json), cancel)
                    : host.AskAsync<DocumentView>(HttpMethod.Get, address, $"journeys/{Uri.EscapeDataString(name)}", null,
                        document => Show(name, document.Ramp, json), cancel),
                () => place.WithStoreAsync(parsed, (store, of) => HoldCommand.OnStoreAsync(store, of, session =>
                    OnStoreAsync(session, of, name, to, why, json, cancel), cancel)));
        });
        return command;
    }

    private static async Task<int> OnStoreAsync(
        StoreSession session, StoreLocation place, string name, double? share, string? because, bool json, CancellationToken cancel)
    {
        var (live, problem) = StoredJourney.Find(session.Library, name, place);
        if (live is null)
            return CommandOutput.BadInput(problem!);
        var journey = live.Definition.Id;
        if (share is { } percent && !(await session.Ramps.SetAsync(journey, percent, HoldCommand.Me, because, cancel)).Succeeded)
            return CommandOutput.BadInput($"'{name}' is retired: nobody enters it any more. Publish it again first.");
        var ramp = (await session.Library.GetAsync(journey, cancel))?.Ramp;
        return Show(name, ramp is null ? null : await session.Ramps.ViewAsync(journey, ramp, cancel), json);
    }

    private static int Show(string journey, RampView? ramp, bool json)
    {
        if (json)
            CommandOutput.Json(new { Journey = journey, Ramp = ramp }, ApiJson.Options);
        else
            Print(journey, ramp);
        return ExitCodes.Done;
    }

    private static void Print(string journey, RampView? ramp)
    {
        if (ramp is null || ramp.Status == RampStatus.Over)
        {
            Terminal.Line($"All customers enter the newest version of '{journey}'.");
            return;
        }

        var others = ramp.FormerVersion > 0 ? $"the others enter version {ramp.FormerVersion}" : "the others do not enter";
        if (ramp.Share > 0)
            Terminal.Line($"[bold]{Percent(ramp.Share)} % of the customers enter version {ramp.Version} of '{journey}'[/] since {Time(ramp.Since)}; {others}.");
        else
            Terminal.Line($"[bold yellow]Nobody enters version {ramp.Version} of '{journey}' since {Time(ramp.Since)}[/]; {(ramp.FormerVersion > 0 ? $"all enter version {ramp.FormerVersion}" : "nobody enters")}.");
        if (ramp.Stopped is { } stopped)
            Terminal.Line($"[yellow]Stopped at {Percent(stopped.Share)} % by {stopped.Sentence}.[/] 'campaigns ramp {journey} SHARE' goes on with it; its figures begin anew.");
        if (ramp.NextShare is { } next)
            Terminal.Line($"Next: {Percent(next)} % not before {Time(ramp.NextAt)}, when {ramp.NextAtLeast:N0} have entered in this step; {ramp.EnteredInStep:N0} have.");
        else if (ramp.Share > 0)
            Terminal.Line($"The next share comes by hand; {ramp.EnteredInStep:N0} have entered in this step.");
        var figures = new Table().Border(TableBorder.Simple).AddColumn("since it began")
            .AddColumns(Right("count"), Right("of"), Right("rate"), Right("at least, 95 %"), Right("limit"));
        figures.AddRow("entered", $"{ramp.Entered:N0}", "", "", "", "");
        foreach (var figure in ramp.Figures)
        {
            figures.AddRow(figure.Figure.Replace('_', '-'), $"{figure.Count:N0}", $"{figure.Of:N0}",
                figure.Of > 0 ? Rate((double)figure.Count / figure.Of) : "", figure.Low is { } low ? Rate(low) : "",
                figure.Limit is { } limit ? Rate(limit) : "none");
        }

        AnsiConsole.Write(figures);
        var changes = new Table().Border(TableBorder.Simple).AddColumn("changed").AddColumn(Right("share")).AddColumns("by", "because");
        foreach (var change in ramp.Changes)
            changes.AddRow(Time(change.At), $"{Percent(change.Share)} %", Terminal.Escape(change.By), Terminal.Escape(change.Because ?? ""));
        AnsiConsole.Write(changes);
        Terminal.Line($"Times in UTC.");
    }

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static string Percent(double share) => share.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Rate(double rate) => rate.ToString("P2", CultureInfo.InvariantCulture);

    private static string Time(Instant? instant) => instant?.ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";
}
