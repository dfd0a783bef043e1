using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.StoredRows;
using Campaigns.Storage;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns unknown</c>: messages of which nobody knows whether they were sent, to be looked at and settled.</summary>
internal static class UnknownCommand
{
    private const string Sent = "sent";
    private const string NotSent = "not-sent";

    public static Command Create() => new CommandWithExamples(
        "unknown", "List and settle messages of which it is unknown whether their provider took them.",
        "campaigns unknown list", "campaigns unknown settle 3memb7fynqntqjffay0hdfbftw sent --because \"in the log of the gateway\"")
    {
        CreateList(), CreateSettle(),
    };

    private static CommandWithExamples CreateList()
    {
        var list = new CommandWithExamples("list", "List them with time, customer, channel and reason.",
            "campaigns unknown list --data data/local");
        var place = CreateStoreOptions();
        place.AddTo(list);
        list.SetAction((parsed, cancel) => place.WithStoreAsync(parsed, (store, of) => WithSettlementAsync(
            store, of, settlement => ListAsync(settlement, of, parsed.GetValue(CommonOptions.Json), cancel), cancel)));
        return list;
    }

    private static CommandWithExamples CreateSettle()
    {
        var message = new Argument<string>("message") { Description = "Its id, as 'unknown list' shows it." };
        var outcome = new Argument<string>("outcome") { Description = $"{Sent} or {NotSent}." };
        outcome.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value is not (Sent or NotSent))
                result.AddError($"The outcome is {Sent} or {NotSent}, found '{token.Value}'.");
        });
        var because = new Option<string>("--because")
        {
            Description = $"How that is known; it is kept on the timeline. At most {Settlement.MaxBecause} characters.",
            HelpName = "TEXT",
            Required = true,
        };
        because.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }]
                && (text.Trim().Length is 0 or > Settlement.MaxBecause || text.Any(char.IsControl)))
                result.AddError($"--because is 1 to {Settlement.MaxBecause} characters on one line.");
        });
        var again = new Option<bool>("--again") { Description = $"With {NotSent}: send it now, if the contact policy gives it a slot." };
        var settle = new CommandWithExamples(
            "settle", "Write down what became of a message. What was sent counts; what was not gives its slot back.",
            "campaigns unknown settle 3memb7fynqntqjffay0hdfbftw not-sent --because \"the gateway has no trace of it\" --again")
        {
            message, outcome, because, again,
        };
        settle.Validators.Add(result =>
        {
            if (result.GetValue(again) && result.GetValue(outcome) == Sent)
                result.AddError("A message that was sent is not sent again: leave --again out.");
        });
        var place = CreateStoreOptions();
        place.AddTo(settle);
        settle.SetAction((parsed, cancel) => place.WithStoreAsync(parsed, (store, of) => WithSettlementAsync(
            store, of, settlement => SettleAsync(settlement, new(parsed.GetRequiredValue(message)), new Settlement(
                parsed.GetValue(outcome) == Sent, parsed.GetRequiredValue(because).Trim(), "the command line")
            { Again = parsed.GetValue(again) }, parsed.GetValue(CommonOptions.Json), cancel), cancel)));
        return settle;
    }

    private static StoreOptions CreateStoreOptions() => new(
        "data/local", "The folder of the store; the host may be running on it.",
        "Name the folder of 'campaigns run' with --data, or an account with --storage.");

    private static async Task<int> WithSettlementAsync(
        IStore store, StoreLocation place, Func<MessageSettlement, Task<int>> work, CancellationToken cancel)
    {
        await using var session = await StoreSession.OpenAsync(store, place, TimeProvider.System, cancel);
        return await work(new MessageSettlement(session.Runner));
    }

    private static async Task<int> ListAsync(MessageSettlement settlement, StoreLocation place, bool json, CancellationToken cancel)
    {
        var found = new List<UnknownMessage>();
        UnknownPage page;
        string? after = null;
        do
        {
            page = await settlement.ListAsync(after, MessageSettlement.MaxPage, cancel);
            found.AddRange(page.Messages);
            after = page.Next;
        }
        while (after is not null);
        if (json)
        {
            CommandOutput.Out.WriteLine(JsonSerializer.Serialize(found, StoreJson.Options));
            return ExitCodes.Done;
        }

        if (found.Count == 0)
        {
            AnsiConsole.WriteLine("There are no messages of which it is unknown whether they were sent.");
            return ExitCodes.Done;
        }

        // The id is whole at 80 columns: it is copied from here.
        var table = new Table().RoundedBorder().AddColumns("Since (UTC)", "Channel", "Customer")
            .AddColumn(new TableColumn("Message").NoWrap()).AddColumn("Why");
        foreach (var item in found)
        {
            table.AddRow(new[]
            {
                item.Since.ToString("dd MMM HH:mm", CultureInfo.InvariantCulture), item.Channel.Name, item.Customer.Value,
                item.Message.Value,
                $"{DisplayText.Reason(item.Reason)}{(item.Provider is null ? "" : $" ({item.Provider})")}",
            }.Select(Markup.Escape).ToArray());
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(
            $"[grey]When you know more: campaigns unknown settle MESSAGE {Sent}|{NotSent} --because TEXT {place.Option}[/]");
        return ExitCodes.Done;
    }

    private static async Task<int> SettleAsync(
        MessageSettlement settlement, MessageId message, Settlement how, bool json, CancellationToken cancel)
    {
        var result = await settlement.SettleAsync(message, how, cancel);
        switch (result)
        {
            case SettlementResult.Settled settled:
                if (json)
                    CommandOutput.Json(new { Id = message.Value, Outcome = how.WasSent ? Sent : NotSent, settled.Queued });
                else
                    AnsiConsole.WriteLine($"{message.Value} was {(how.WasSent ? "sent" : "not sent")}"
                        + $"{(settled.Queued ? "; it is queued again, and the host sends it" : "")}.");
                return ExitCodes.Done;
            case SettlementResult.NotAgain { Why: ResendResult.Deferred later }:
                var until = TimelineEventFormatter.At(later.Until, DateTimeZone.Utc);
                return CommandOutput.BadInput(
                    $"It may be sent again at {until} UTC: {DisplayText.Reason(later.Reason)}. "
                    + "Nothing was changed: ask again then, or settle it without --again.");
            case SettlementResult.NotAgain { Why: ResendResult.Refused refused }:
                return CommandOutput.BadInput(
                    $"It cannot be sent again: {DisplayText.Reason(refused.Reason)}. Nothing was changed: settle it without --again.");
            default:
                return CommandOutput.BadInput(
                    $"There is no message '{message.Value}' of which it is unknown whether it was sent; see 'campaigns unknown list'.");
        }
    }
}
