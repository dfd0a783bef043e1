using System.CommandLine;
using System.Globalization;
using Campaigns.Hosting;
using Campaigns.Hosting.DeadLetters;
using Campaigns.Runtime.Delivery;
using Campaigns.Storage;
using NodaTime;
using NodaTime.Text;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary>
/// <c>campaigns dead-letters</c>: messages and reports that could not be sent for internal reasons, to look at and to send again.
/// </summary>
internal static class DeadLettersCommand
{
    public static Command Create()
    {
        var list = new CommandWithExamples("list", "List dead letters with time, customer and reason.",
            "campaigns dead-letters list --data data/local");
        var listed = CreateStoreOptions();
        listed.AddTo(list);
        list.SetAction((parsed, cancel) =>
            listed.WithStoreAsync(parsed, (store, place) => ListAsync(store, place, parsed.GetValue(CommonOptions.Json), cancel)));

        var messages = new Argument<string[]>("message")
        {
            Description = "Their ids, as 'dead-letters list' shows them. Default: all.",
            Arity = ArgumentArity.ZeroOrMore
        };
        var replay = new CommandWithExamples(
            "replay",
            "Schedule dead letters again under the current contact policy. Those that get a slot are queued; the others stay, with the reason.",
            "campaigns dead-letters replay --data data/local", "campaigns dead-letters replay 3memb7fynqntqjffay0hdfbftw",
            "campaigns dead-letters replay --storage ACCOUNT") { messages };
        replay.Aliases.Add("resend");
        var replayed = CreateStoreOptions();
        replayed.AddTo(replay);
        replay.SetAction((parsed, cancel) => replayed.WithStoreAsync(parsed, (store, of) => ResendAsync(
            store, of, parsed.GetValue(messages) ?? [], parsed.GetValue(CommonOptions.Json), cancel)));
        var command = new CommandWithExamples(
            "dead-letters",
            "List and resend dead letters: messages, events and work of customers that failed for internal reasons.",
            "campaigns dead-letters list", "campaigns dead-letters replay") { list, replay };
        // The name of the first versions, which scripts and runbooks use.
        command.Aliases.Add("poison");
        return command;
    }

    private static StoreOptions CreateStoreOptions() => new(
        "data/local", "The folder of the store; the host may be running on it.",
        "Name the folder of 'campaigns run' with --data, or an account with --storage.");

    private static Task<int> ListAsync(IStore store, StoreLocation place, bool json, CancellationToken cancel) =>
        WithQueueAsync(store, place, async deadLetters =>
    {
        var found = await deadLetters.ListAsync(cancel);
        if (json)
        {
            CommandOutput.Json(found.Select(Plain));
            return ExitCodes.Done;
        }

        if (found.Count == 0)
        {
            AnsiConsole.WriteLine("There are no dead letters.");
            return ExitCodes.Done;
        }

        // No table: at 80 columns it would break the ids, which are copied from here, or leave no room for the reasons.
        var (queues, customers) = (found.Max(item => item.Queue.Length), found.Max(item => Shown(item.Customer?.Value).Length));
        foreach (var item in found)
        {
            var (queue, customer) = (item.Queue.PadRight(queues), Shown(item.Customer?.Value).PadRight(customers));
            Terminal.Line($"[grey]{When(item.DeadLetter.At)}[/]  {queue}  {customer}  [bold]{Shown(item.Id)}[/]");
            AnsiConsole.Write(new Padder(new Text(Terminal.Visible(item.DeadLetter.Reason)), new Padding(4, 0, 0, 0)));
        }

        Terminal.Line($"[grey]When the cause is fixed: campaigns dead-letters replay {place.Option}[/]");
        return ExitCodes.Done;
    }, cancel);

    private static Task<int> ResendAsync(
        IStore store, StoreLocation place, string[] wanted, bool json, CancellationToken cancel) =>
        WithQueueAsync(store, place, async deadLetters =>
    {
        var answers = await deadLetters.ResendAsync(
            wanted.Length == 0 ? null : item => wanted.Contains(item.Id, StringComparer.Ordinal), cancel);
        var missing = wanted.Except(answers.Select(item => item.Poison.Id!), StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
            return CommandOutput.BadInput(
                $"There is no message {string.Join(", ", missing)} among the dead letters; see 'campaigns dead-letters list'.");
        if (json)
        {
            CommandOutput.Json(
                answers.Select(item =>
                    new
                    {
                        Message = Plain(item.Poison),
                        Answer = Code(item.Answer),
                        Reason = Reason(item.Answer),
                        Until = (item.Answer as ResendResult.Deferred)?.Until.ToString()
                    }));
            return ExitCodes.Done;
        }

        foreach (var (item, answer) in answers)
            Terminal.Line($"{item.Queue} {Shown(item.Id)}  {Sentence(answer)}");
        var queued = answers.Count(item => item.Answer is ResendResult.Queued);
        Terminal.Line(
            $"[bold]{queued:N0}[/] of {DisplayText.Count(answers.Count, "message")} queued; the host sends them.");
        return ExitCodes.Done;
    }, cancel);

    private static async Task<int> WithQueueAsync(
        IStore store, StoreLocation place, Func<DeadLetterQueue, Task<int>> work, CancellationToken cancel)
    {
        await using var session = await StoreSession.OpenAsync(store, place, TimeProvider.System, cancel);
        return await work(new DeadLetterQueue(store.Queues, new MessageResender(session.Runner), TimeProvider.System));
    }

    private static object Plain(DeadLetterEntry item) => new
    {
        item.Queue,
        Customer = item.Customer?.Value,
        Message = item.Id,
        item.DeadLetter.Reason,
        item.DeadLetter.At,
        item.DeadLetter.Body,
    };

    private static string When(string? at) => InstantPattern.ExtendedIso.Parse(at ?? "") is { Success: true, Value: var instant }
        ? instant.ToString("uuuu-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) : Shown(at);

    private static string Shown(string? text) => string.IsNullOrEmpty(text) ? "?" : text;

    private static string Code(ResendResult answer) => answer switch
    {
        ResendResult.Queued => "queued",
        ResendResult.Deferred => "not-yet",
        _ => "refused",
    };

    private static string? Reason(ResendResult answer) => answer switch
    {
        ResendResult.Deferred later => later.Reason,
        ResendResult.Refused refused => refused.Reason,
        _ => null,
    };

    private static string Sentence(ResendResult answer) => answer switch
    {
        ResendResult.Queued => "is queued",
        ResendResult.Deferred later =>
            $"not before {TimelineEventFormatter.At(later.Until, DateTimeZone.Utc)} UTC: {DisplayText.Reason(later.Reason)}; it stays a " +
            $"dead letter until it is replayed",
        ResendResult.Refused { Reason: "on-its-way" } => "is already queued or sent",
        ResendResult.Refused { Reason: "exited" } => "stays: the customer has exited the journey",
        ResendResult.Refused { Reason: "paused" } => "stays: its journey is paused",
        ResendResult.Refused { Reason: "unreadable" } => "stays: the queue message cannot be read",
        ResendResult.Refused { Reason: "unknown-message" } => "stays: the message is unknown",
        ResendResult.Refused { Reason: var reason } when reason.StartsWith("went-by:", StringComparison.Ordinal) =>
            $"stays: it was sent by {reason["went-by:".Length..]} instead",
        ResendResult.Refused refused => $"stays a dead letter: {DisplayText.Reason(refused.Reason)}",
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "unknown answer"),
    };
}
