using System.CommandLine;
using System.Text.Json;
using Campaigns.Api.Access;
using Campaigns.Api.Http;
using Campaigns.Hosting;
using Campaigns.Operations;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Ports;
using Campaigns.Storage;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns status</c>: how an installation is, from its store or from a host.</summary>
internal static class StatusCommand
{
    private const string KeyVariable = "CAMPAIGNS_API_KEY";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var place = new StoreOptions("data/local", "The folder of the store; the host may be running on it.",
            "Name the folder of 'campaigns run' with --data, an account with --storage, or a host with --url.");
        var url = new Option<Uri?>("--url")
        {
            Description = "Ask this host instead, such as http://127.0.0.1:7071: it also knows its senders, loops, templates and "
                + $"incidents. Its key is taken from {KeyVariable}.",
            HelpName = "ADDRESS",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                    return address;
                result.AddError($"--url is an address such as http://127.0.0.1:7071, found '{result.Tokens[0].Value}'.");
                return null;
            },
        };
        var command = new CommandWithExamples(
            "status", "Show what waits, what is overdue and what is broken. The exit code is 3 when events cannot be taken, "
            + "4 when that cannot be asked: no connection, or no access.",
            "campaigns status --data data/local", "campaigns status --url http://127.0.0.1:7071",
            "campaigns status --storage ACCOUNT --json")
        {
            url,
        };
        place.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var json = parsed.GetValue(CommonOptions.Json);
            if (parsed.GetValue(url) is not { } address)
                return await place.WithStoreAsync(parsed, (store, of) => OfStoreAsync(store, of, json, cancel));
            return place.IsChosen(parsed)
                ? CommandOutput.Usage("Name a host with --url, or a store with --data or --storage, not both.")
                : await OfHostAsync(address, json, cancel);
        });
        return command;
    }

    private static async Task<int> OfStoreAsync(IStore store, StoreLocation place, bool json, CancellationToken cancel)
    {
        StoreSession session;
        try
        {
            session = await StoreSession.OpenAsync(store, place, TimeProvider.System, cancel);
        }
        catch (StoreUnavailableException e) when (place.IsAccount)
        {
            return CommandOutput.CannotAsk(e.Message); // it may be the way there; the file of a folder is what the host needs too
        }

        await using var opened = session;
        var operations = new OperationsMonitor(
            new OperationsParts(store.Rows, store.Queues, session.Library, new IncidentLog(TimeProvider.System), TimeProvider.System)
            {
                Store = store.Health,
            });
        return Show(await operations.StatusAsync(cancel), json);
    }

    private static async Task<int> OfHostAsync(Uri address, bool json, CancellationToken cancel)
    {
        using var client = new HttpClient { Timeout = Patience };
        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key)
        {
            client.DefaultRequestHeaders.Add(ApiAccess.KeyHeader, key);
            client.DefaultRequestHeaders.Add(ApiAccess.ScopedKeyHeader, key); // where the platform takes the other for its own
        }

        var root = address.AbsolutePath.TrimEnd('/') is { Length: > 0 } path ? path : "/api";
        try
        {
            using var answer = await client.GetAsync(new Uri(address, $"{root}/status"), cancel);
            if (!answer.IsSuccessStatusCode)
                return CommandOutput.CannotAsk($"{address} answers {(int)answer.StatusCode}{Advice((int)answer.StatusCode)}.");
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            return await JsonSerializer.DeserializeAsync<StatusReport>(body, ApiJson.Options, cancel) is { } report
                ? Show(report, json) : CommandOutput.CannotAsk($"{address} answers nothing.");
        }
        catch (JsonException)
        {
            return CommandOutput.CannotAsk($"{address} answers something else than a status; name the host, or its address with /api.");
        }
        catch (HttpRequestException e)
        {
            return CommandOutput.CannotAsk($"{address} cannot be reached: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return CommandOutput.CannotAsk($"{address} did not answer within {Patience.TotalSeconds:N0} seconds.");
        }
    }

    private static string Advice(int status) => status switch
    {
        401 => $"; set {KeyVariable} to a key with the scope reader or operator",
        403 => "; the key needs the scope reader or operator",
        404 => "; name the host, or its address with /api",
        _ => "",
    };

    private static int Show(StatusReport report, bool json)
    {
        if (json)
            CommandOutput.Out.WriteLine(JsonSerializer.Serialize(report, ApiJson.Options));
        else
            StatusTables.Print(report);
        return report.Status == OperationStatus.Failing ? ExitCodes.Unavailable : ExitCodes.Done;
    }
}
