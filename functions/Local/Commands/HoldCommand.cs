using System.CommandLine;
using Campaigns.Api.Hold;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Operations;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Storage;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns hold</c> and <c>campaigns release</c>: one switch that keeps everything from the providers.</summary>
internal static class HoldCommand
{
    internal const string Advice = "Name the folder of 'campaigns run' with --data, an account with --storage, or a host with --url.";

    internal static string Me => $"{Environment.UserName} at the command line";

    public static Command CreateHold()
    {
        var because = CreateBecause();
        var channel = CreateChannel("Only this channel. Default: all.");
        var command = new CommandWithExamples(
            "hold", "Hold all messages, or those of a channel: within seconds no host hands any over to a provider, until they are "
            + "released. Events go on being taken, and nothing is lost.",
            "campaigns hold --because \"wrong premium in the renewal texts\"", "campaigns hold --channel sms --url http://127.0.0.1:7071",
            "campaigns hold --storage ACCOUNT")
        {
            because, channel,
        };
        return Complete(command, "Have this host do it; any host holds for all on the store.", async (parsed, library, cancel) =>
            await library.HoldAsync(parsed.GetValue(channel), Me, parsed.GetValue(because)?.Trim(), cancel),
            (parsed, host, address, show, cancel) => host.AskAsync(HttpMethod.Put, address, "hold",
                new { because = parsed.GetValue(because)?.Trim(), channel = parsed.GetValue(channel)?.Name }, show, cancel));
    }

    public static Command CreateRelease()
    {
        var channel = CreateChannel("Only this channel; where all are held, the others stay so. Default: everything that is held.");
        var command = new CommandWithExamples(
            "release", "Release what 'campaigns hold' holds: each message that waits is decided again, and goes if it is still true, "
            + "in time and allowed.",
            "campaigns release", "campaigns release --channel sms --url http://127.0.0.1:7071")
        {
            channel,
        };
        return Complete(command, "Have this host do it; any host releases for all on the store.", async (parsed, library, cancel) =>
            await library.ReleaseAsync(parsed.GetValue(channel), Me, cancel),
            (parsed, host, address, show, cancel) => host.AskAsync(HttpMethod.Delete, address,
                parsed.GetValue(channel) is { } only ? $"hold?channel={only}" : "hold", null, show, cancel));
    }

    /// <summary>The option that says why somebody does something, for whoever comes next.</summary>
    internal static Option<string?> CreateBecause()
    {
        var because = new Option<string?>("--because")
        {
            Description = "Why, for whoever comes next: 1 to 256 characters.",
            HelpName = "TEXT",
        };
        because.Validators.Add(result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value.Trim() : "";
            if (text.Length is 0 or > DeliveryHold.MaxBecause || text.Any(char.IsControl))
                result.AddError($"--because is 1 to {DeliveryHold.MaxBecause} characters on one line.");
        });
        return because;
    }

    private static Command Complete(
        Command command, string asked, Func<ParseResult, CampaignLibrary, CancellationToken, Task> change,
        Func<ParseResult, HostAddress, Uri, Func<HoldView, int>, CancellationToken, Task<int>> ask)
    {
        var place = new StoreOptions("data/local", "The folder of the store; the host may be running on it.", Advice);
        var host = new HostAddress(asked, "operator");
        command.Add(host.Option);
        place.AddTo(command);
        command.SetAction((parsed, cancel) => host.RunAsync(parsed, place,
            address => ask(parsed, host, address, view => Show(view.Held, parsed), cancel),
            () => place.WithStoreAsync(parsed, (store, of) => OnStoreAsync(store, of, async session =>
            {
                await change(parsed, session.Library, cancel);
                return Show([.. session.Library.Hold.Held.Select(HeldView.Of)], parsed);
            }, cancel))));
        return command;
    }

    /// <summary>Does the work on a store; or says that the account cannot be reached.</summary>
    internal static async Task<int> OnStoreAsync(
        IStore store, StoreLocation place, Func<StoreSession, Task<int>> work, CancellationToken cancel)
    {
        try
        {
            await using var session = await StoreSession.OpenAsync(store, place, TimeProvider.System, cancel);
            return await work(session);
        }
        catch (StoreUnavailableException e) when (place.IsAccount)
        {
            return CommandOutput.CannotAsk(e.Message);
        }
    }

    private static int Show(IReadOnlyList<HeldView> held, ParseResult parsed)
    {
        if (parsed.GetValue(CommonOptions.Json))
            CommandOutput.Json(new { Held = held });
        else
            Print(held);
        return ExitCodes.Done;
    }

    private static void Print(IReadOnlyList<HeldView> held)
    {
        if (held.Count == 0)
            AnsiConsole.MarkupLine("[bold green]Nothing is held.[/] Hosts send within seconds, the Functions app within ten minutes.");
        foreach (var one in held)
            AnsiConsole.MarkupLineInterpolated($"[bold yellow]{one.Sentence}[/]");
    }

    private static Option<Channel?> CreateChannel(string description)
    {
        var known = Channel.Contactable.Append(Channel.Agent).Select(channel => channel.Name).ToList();
        return new("--channel")
        {
            Description = description,
            HelpName = string.Join('|', known),
            CustomParser = result =>
            {
                if (known.Contains(result.Tokens[0].Value))
                    return new Channel(result.Tokens[0].Value);
                result.AddError($"--channel is one of {string.Join(", ", known)}, found '{result.Tokens[0].Value}'.");
                return null;
            },
        };
    }
}
