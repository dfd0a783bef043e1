using System.CommandLine;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.StoredRows;
using Campaigns.Storage;
using NodaTime;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns erasure</c>: the certificate of an erased customer.</summary>
internal static class ErasureCommand
{
    public static Command Create()
    {
        var customer = new Argument<string>("customer") { Description = "The customer's id." };
        var place = new StoreOptions("data/local", "The folder of the store; the host may be running on it.",
            "Name the folder of 'campaigns run' with --data, or an account with --storage.");
        var command = new CommandWithExamples(
            "erasure", "Print the certificate of an erased customer: what was removed, where and when.",
            "campaigns erasure C-00012", "campaigns erasure C-00012 --json", "campaigns erasure C-00012 --storage ACCOUNT") { customer };
        place.AddTo(command);
        command.SetAction((parsed, cancel) => place.WithStoreAsync(parsed, (store, of) => RunAsync(
            new CustomerId(parsed.GetRequiredValue(customer)), store, of, parsed.GetValue(CommonOptions.Json), cancel)));
        return command;
    }

    private static async Task<int> RunAsync(CustomerId id, IStore store, StoreLocation place, bool json, CancellationToken cancel)
    {
        if ((await new CustomerStore(store.Rows).LoadAsync(id, cancel)).Erasure is not { } certificate)
            return CommandOutput.BadInput($"{place.Name} has no erased customer '{id}'.");
        if (json)
        {
            CommandOutput.Json(certificate, StoreJson.Options);
            return ExitCodes.Done;
        }

        Terminal.Line($"[bold]{id.Value}[/]  erasure requested {At(certificate.RequestedAt)}, {Completed(certificate)}");
        var table = new Table().RoundedBorder().AddColumns("Place", "Removed", "Number", "At (UTC)");
        foreach (var part in certificate.Parts)
        {
            table.AddRow(
                new[] { part.Place, DisplayText.Reason(part.What), part.Count?.ToString("N0", null) ?? "", At(part.At) }
                    .Select(Terminal.Escape)
                    .ToArray());
        }

        AnsiConsole.Write(table);
        return ExitCodes.Done;
    }

    private static string Completed(ErasureCertificate certificate) =>
        certificate.CompletedAt is { } at ? $"completed {At(at)}" : "under way: the host completes it";

    private static string At(Instant instant) => TimelineEventFormatter.At(instant, DateTimeZone.Utc);
}
