using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Local.Hosting;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Providers;
using Campaigns.Storage.Embedded;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns run</c>: the host on the real clock.</summary>
internal static class RunCommand
{
    private static readonly JsonSerializerOptions Settings = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The folder of the store; state survives a restart.", DefaultValueFactory = _ => new("data/local") };
        var port = Inputs.Number("--port", "The port of the API on this machine; 0 takes any free one.", usual: 7071, least: 0, most: 65_535);
        var senders = new Option<FileInfo?>("--senders") { Description = "Who delivers (JSON; see docs/senders.md). Default: messages go to DATA/outbox." };
        var durability = Inputs.Choice("--durability", "What an acknowledged write survives: a power cut, or only the end of the process.", Durability.Power);
        var command = new TaughtCommand(
            "run", "Serve the API, wake journeys and deliver messages on the real clock, until stopped. Set CAMPAIGNS_API_KEY to ask for a key.",
            "campaigns run", "campaigns run --data data/local --port 7071 --senders senders.json")
        {
            data, port, senders, durability,
        };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetRequiredValue(data).FullName, parsed.GetValue(port), parsed.GetValue(senders), parsed.GetValue(durability), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string data, int port, FileInfo? senders, Durability durability, CancellationToken cancel)
    {
        try
        {
            var settings = senders is null ? null : JsonSerializer.Deserialize<SendersFile>(await File.ReadAllTextAsync(senders.FullName, cancel), Settings);
            var options = new LocalHostOptions
            {
                Data = data, Outbox = Path.Combine(data, "outbox"), Port = port, Durability = durability,
                ApiKey = Environment.GetEnvironmentVariable("CAMPAIGNS_API_KEY"),
                Senders = settings,
                Correspondence = settings?.Correspondence ?? new() { PublicAddress = new Uri($"http://localhost:{port}/") },
            };
            await using var host = await LocalHost.StartAsync(options, cancel);
            var journeys = string.Join(", ", host.Library.Journeys.Select(live => $"{live.Definition.Id} ({live.Status.ToString().ToLowerInvariant()})"));
            AnsiConsole.MarkupLineInterpolated($"[bold]Listening on {host.Address}/api[/]   store {data}   messages {(senders is null ? options.Outbox : senders.Name)}");
            AnsiConsole.MarkupLineInterpolated($"[grey]Journeys: {journeys}. Stop with Ctrl-C.[/]");
            await Task.Delay(Timeout.Infinite, cancel);
        }
        catch (JsonException e)
        {
            return Report.BadInput($"{senders}: {e.Message}");
        }
        catch (Exception e) when (e is LocalHostException or StoreFormatException)
        {
            return Report.BadInput(e.Message);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C is how it is meant to end.
        }

        return ExitCodes.Done;
    }
}

/// <summary>The file of <c>--senders</c>: the providers, and under <c>correspondence</c> who writes and where links lead.</summary>
internal sealed record SendersFile : ProviderOptions
{
    /// <summary>Who writes, and where links lead.</summary>
    public CorrespondenceOptions? Correspondence { get; init; }
}
