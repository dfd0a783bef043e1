using System.CommandLine;
using Campaigns.Hosting;
using Campaigns.Hosting.DeadLetters;
using Campaigns.Runtime.Delivery;
using Campaigns.Senders.Delivery;
using Campaigns.Storage;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns poison</c>: messages and reports that could not be sent for reasons of our own, to look at and to send again.</summary>
internal static class PoisonCommand
{
    public static Command Create()
    {
        var list = new TaughtCommand("list", "List dead letters with time, customer and reason.", "campaigns poison list --data data/local");
        var listed = Place();
        listed.AddTo(list);
        list.SetAction((parsed, cancel) => listed.WithStoreAsync(parsed, (store, place) => ListAsync(store, place, parsed.GetValue(CommonOptions.Json), cancel)));

        var messages = new Argument<string[]>("message") { Description = "Their ids, as 'poison list' shows them. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        var replay = new TaughtCommand(
            "replay", "Schedule dead letters again under the current contact policy. Those that get a slot are queued; the others stay, with the reason.",
            "campaigns poison replay --data data/local", "campaigns poison replay 3memb7fynqntqjffay0hdfbftw", "campaigns poison replay --storage ACCOUNT") { messages };
        var replayed = Place();
        replayed.AddTo(replay);
        replay.SetAction((parsed, cancel) => replayed.WithStoreAsync(parsed, (store, _) => ReplayAsync(
            store, parsed.GetValue(messages) ?? [], parsed.GetValue(CommonOptions.Json), cancel)));
        return new TaughtCommand(
            "poison", "List and resend dead letters: messages and published events that could not be sent because of an internal failure.",
            "campaigns poison list", "campaigns poison replay") { list, replay };
    }

    private static StoreOptions Place() => new(
        "data/local", "The folder of the store; the host may be running on it.", "Name the folder of 'campaigns run' with --data, or an account with --storage.");

    private static Task<int> ListAsync(IStore store, StorePlace place, bool json, CancellationToken cancel) => WithShelfAsync(store, async shelf =>
    {
        var found = await shelf.ListAsync(cancel);
        if (json)
        {
            Report.Json(found.Select(Plain));
            return ExitCodes.Done;
        }

        if (found.Count == 0)
        {
            AnsiConsole.WriteLine("There are no dead letters.");
            return ExitCodes.Done;
        }

        var table = new Table().RoundedBorder().AddColumns("Since (UTC)", "Queue", "Customer", "Message", "Why");
        foreach (var item in found)
        {
            table.AddRow(new[] { Shown(item.Aside.At), item.Queue, Shown(item.Customer?.Value), Shown(item.Id), item.Aside.Reason }
                .Select(Markup.Escape).ToArray());
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"[grey]When the cause is fixed: campaigns dead-letters replay {place.Option}[/]");
        return ExitCodes.Done;
    }, cancel);

    private static Task<int> ReplayAsync(IStore store, string[] wanted, bool json, CancellationToken cancel) => WithShelfAsync(store, async shelf =>
    {
        var answers = await shelf.ReplayAsync(
            wanted.Length == 0 ? null : item => wanted.Contains(item.Id, StringComparer.Ordinal), cancel);
        var missing = wanted.Except(answers.Select(item => item.Poison.Id!), StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
            return Report.BadInput($"There is no message {string.Join(", ", missing)} among the dead letters; see 'campaigns dead-letters list'.");
        if (json)
        {
            Report.Json(answers.Select(item => new { Message = Plain(item.Poison), Answer = Code(item.Answer), Reason = Reason(item.Answer), Until = (item.Answer as ReplayAnswer.NotYet)?.Until.ToString() }));
            return ExitCodes.Done;
        }

        foreach (var (item, answer) in answers)
            AnsiConsole.MarkupLineInterpolated($"{item.Queue} {Shown(item.Id)}  {Sentence(answer)}");
        AnsiConsole.MarkupLineInterpolated($"[bold]{answers.Count(item => item.Answer is ReplayAnswer.Queued):N0}[/] of {Words.Count(answers.Count, "message")} queued; the host sends them.");
        return ExitCodes.Done;
    }, cancel);

    private static async Task<int> WithShelfAsync(IStore store, Func<PoisonShelf, Task<int>> work, CancellationToken cancel)
    {
        await using var entrance = await StoreEntrance.OpenAsync(store, TimeProvider.System, cancel);
        return await work(new PoisonShelf(store.Queues, new MessageReplay(entrance.Runner), TimeProvider.System));
    }

    private static object Plain(Poison item) => new
    {
        item.Queue, Customer = item.Customer?.Value, Message = item.Id, item.Aside.Reason, item.Aside.At, item.Aside.Body,
    };

    private static string Shown(string? text) => string.IsNullOrEmpty(text) ? "?" : text;

    private static string Code(ReplayAnswer answer) => answer switch
    {
        ReplayAnswer.Queued => "queued",
        ReplayAnswer.NotYet => "not-yet",
        _ => "refused",
    };

    private static string? Reason(ReplayAnswer answer) => answer switch
    {
        ReplayAnswer.NotYet later => later.Reason,
        ReplayAnswer.Refused refused => refused.Reason,
        _ => null,
    };

    private static string Sentence(ReplayAnswer answer) => answer switch
    {
        ReplayAnswer.Queued => "is queued",
        ReplayAnswer.NotYet later => $"not before {FactWords.At(later.Until, DateTimeZone.Utc)} UTC: {Words.Reason(later.Reason)}; it stays a dead letter until it is replayed",
        ReplayAnswer.Refused { Reason: "on-its-way" } => "is already queued or sent",
        ReplayAnswer.Refused { Reason: "exited" } => "stays: the customer has exited the journey",
        ReplayAnswer.Refused { Reason: "paused" } => "stays: its journey is paused",
        ReplayAnswer.Refused { Reason: "unreadable" } => "stays: the queue message cannot be read",
        ReplayAnswer.Refused { Reason: "unknown-message" } => "stays: the message is unknown",
        ReplayAnswer.Refused { Reason: var reason } when reason.StartsWith("went-by:", StringComparison.Ordinal) => $"stays: it was sent by {reason["went-by:".Length..]} instead",
        ReplayAnswer.Refused refused => $"stays here: {Words.Reason(refused.Reason)}",
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "unknown answer"),
    };
}
