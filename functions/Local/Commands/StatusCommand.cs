using System.CommandLine;
using System.Text.Json;
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
    public static Command Create()
    {
        var place = new StoreOptions("data/local", "The folder of the store; the host may be running on it.",
            "Name the folder of 'campaigns run' with --data, an account with --storage, or a host with --url.");
        var host = new HostAddress(
            "Ask this host instead, such as http://127.0.0.1:7071: it also knows its senders, loops, templates and incidents.",
            "reader or operator");
        var command = new CommandWithExamples(
            "status", "Show what waits, what is overdue and what is broken. The exit code is 3 when events cannot be taken, "
            + "4 when that cannot be asked: no connection, or no access.",
            "campaigns status --data data/local", "campaigns status --url http://127.0.0.1:7071",
            "campaigns status --storage ACCOUNT --json")
        {
            host.Option,
        };
        place.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var json = parsed.GetValue(CommonOptions.Json);
            return host.RunAsync(parsed, place,
                address => host.AskAsync<StatusReport>(HttpMethod.Get, address, "status", null, report => Show(report, json), cancel),
                () => place.WithStoreAsync(parsed, (store, of) => OfStoreAsync(store, of, json, cancel)));
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

    private static int Show(StatusReport report, bool json)
    {
        if (json)
            CommandOutput.Out.WriteLine(JsonSerializer.Serialize(report, ApiJson.Options));
        else
            StatusTables.Print(report);
        return report.Status == OperationStatus.Failing ? ExitCodes.Unavailable : ExitCodes.Done;
    }
}
