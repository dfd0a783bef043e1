using System.CommandLine;
using Campaigns.Hosting;
using Campaigns.Local.Hosting;
using Campaigns.Operations;
using Campaigns.Senders.Delivery;
using Campaigns.Storage.Embedded;
using Microsoft.AspNetCore.Connections;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns run</c>: the host on the real clock.</summary>
internal static class RunCommand
{
    /// <summary>About twice as many as there are loops.</summary>
    private const int MinThreads = 32;

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "The folder of the store; state survives a restart.",
            DefaultValueFactory = _ => new("data/local")
        };
        var port = Inputs.Number("--port", "The port of the API on this machine; 0 takes any free one.", defaultValue: 7071, min: 0,
            max: 65_535);
        var urls = new Option<string?>("--urls")
        {
            Description =
                "Where to listen instead of --port, for example http://0.0.0.0:7071. Beyond this machine a key is required: " +
                "CAMPAIGNS_API_KEY, or 'campaigns keys add'.",
            HelpName = "ADDRESS",
        };
        var senders = new Option<FileInfo?>(
            "--senders")
        { Description = "The senders file (JSON; see docs/senders.md). Default: messages are written to DATA/outbox." };
        var journeys = new Option<DirectoryInfo?>("--journeys")
        {
            Description = "The journeys that are published in an empty store, and their catalog and contact policy. Default: those that ship, as drafts."
        };
        var templates = new Option<DirectoryInfo?>("--templates")
        {
            Description = "The message templates. Default: those that ship."
        };
        // Relaxed is not offered: it locks the store against imports, and forgets what was acknowledged.
        var durability = Inputs.Choice(
            "--durability", "What an acknowledged write survives: a power cut (Power), or only the end of the process (Process).",
            defaultValue: Durability.Power, others: Durability.Process);
        durability.HelpName = "Power|Process";
        var storage = StoreOptions.Storage("Default: the variable CAMPAIGNS_STORAGE, and without it a file in DATA.");
        var command = new CommandWithExamples(
            "run",
            "Serve the API, wake journeys and deliver messages on the real clock, until stopped. Set CAMPAIGNS_API_KEY to require a key.",
            "campaigns run", "campaigns run --data data/local --port 7071 --senders senders.json",
            "campaigns run --data data/mine --journeys my-journeys --templates my-templates",
            "campaigns run --storage UseDevelopmentStorage=true")
        {
            data, storage, port, urls, senders, journeys, templates, durability,
        };
        command.SetAction((parsed, cancel) =>
        {
            var folder = parsed.GetRequiredValue(data).FullName;
            var options = new LocalHostOptions
            {
                Data = folder,
                Storage = parsed.GetValue(storage) ?? StoreOptions.FromVariable,
                Outbox = Path.Combine(folder, StoreLocation.OutboxFolder),
                Port = parsed.GetValue(port),
                Urls = parsed.GetValue(urls),
                Durability = parsed.GetValue(durability),
                ApiKey = Environment.GetEnvironmentVariable("CAMPAIGNS_API_KEY"),
                PublishJourneys = false, // nobody chose those that ship
            };
            if (parsed.GetValue(journeys) is { } ownJourneys)
                options = options with { Journeys = ownJourneys.FullName, PublishJourneys = true };
            if (parsed.GetValue(templates) is { } ownTemplates)
                options = options with { Templates = ownTemplates.FullName };
            return RunAsync(options, parsed.GetValue(senders), parsed.GetValue(CommonOptions.Json), cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(LocalHostOptions options, FileInfo? senders, bool json, CancellationToken cancel)
    {
        if (Inputs.FolderProblem(options.Data) is { } problem)
            return CommandOutput.Unavailable(problem);
        if (senders is not null && Inputs.FileProblem(senders, "senders file") is { } noSenders)
            return CommandOutput.BadInput(noSenders);
        foreach (var (folder, what) in new[] { (options.Journeys, "journeys"), (options.Templates, "templates") })
        {
            if (!Directory.Exists(folder))
                return CommandOutput.BadInput($"There is no folder of {what} '{folder}'.");
        }

        // The loops read the store on threads of the pool. Should its disk hang, there must be threads left to say so at once.
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, MinThreads), ports);
        try
        {
            if (senders is not null)
            {
                var settings = await SendersFile.ReadAsync(senders.ToString(), cancel);
                options = options with
                {
                    Senders = settings,
                    Publish = settings.Publish,
                    MessageContext = settings.MessageContext ?? new MessageContextOptions(),
                };
            }

            await using var host = await LocalHost.StartAsync(options, cancel);
            if (json)
                CommandOutput.Json(Plain(host, options));
            else
                PrintStatus(host, options, senders);
            await Task.Delay(Timeout.Infinite, cancel);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            return CommandOutput.Unavailable(
                options.Urls is { } urls ? $"An address of --urls {urls} is in use; choose another, or stop what uses it."
                : $"Port {options.Port} of this machine is in use; choose another with --port, or stop what uses it.");
        }
        catch (HostConfigurationException e)
        {
            return CommandOutput.BadInput(e.Message);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C is how it is meant to end.
        }

        return ExitCodes.Done;
    }

    private static void PrintStatus(LocalHost host, LocalHostOptions options, FileInfo? senders)
    {
        var journeys = string.Join(", ",
            host.Library.Journeys.Select(live => $"{live.Definition.Id} ({live.Status.ToString().ToLowerInvariant()})"));
        var messages = senders is null ? options.Outbox : $"by {senders}";
        Terminal.Line(
            $"[bold]Listening on {host.Address}/api[/]   store {StoreOf(options)}   messages {messages}");
        foreach (var held in host.Library.Hold.Held)
            AnsiConsole.MarkupLineInterpolated($"[bold yellow]! {HeldView.Of(held).Sentence}[/]");
        Terminal.Line($"[grey]Journeys: {(journeys.Length > 0 ? journeys : "none published")}. Stop with Ctrl-C.[/]");
        if (journeys.Length == 0 && DraftsOf(host) is { Count: > 0 } drafts)
        {
            Terminal.Line($"[grey]Drafts: {string.Join(", ", drafts)}. To publish one:[/]");
            Terminal.Line($"[grey]  curl -X POST {host.Address}/api/journeys/{drafts[0]}/publish[/]");
        }
    }

    /// <summary>Never the connection string itself: it holds the key.</summary>
    private static string StoreOf(LocalHostOptions options) => options.Storage is null ? options.Data : "Azure storage";

    private static object Plain(LocalHost host, LocalHostOptions options) => new
    {
        Address = $"{host.Address}/api",
        options.Data,
        Held = host.Library.Hold.Held.Select(HeldView.Of),
        Journeys = host.Library.Journeys.Select(live =>
            new { Id = live.Definition.Id.Value, Status = live.Status.ToString().ToLowerInvariant() }),
        Drafts = DraftsOf(host),
    };

    /// <summary>The journeys of which no version was published.</summary>
    private static List<string> DraftsOf(LocalHost host) =>
        [.. host.Library.List().Select(head => head.Id).Except(host.Library.Journeys.Select(live => live.Definition.Id.Value))
            .Order(StringComparer.Ordinal)];
}
