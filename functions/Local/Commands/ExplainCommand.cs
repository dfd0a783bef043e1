using System.CommandLine;
using System.Globalization;
using Campaigns.Local.Demo;
using Campaigns.Storage.Embedded;
using Campaigns.Workflows;
using Campaigns.Workflows.Runtime;
using NodaTime;
using NodaTime.Text;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns explain</c>: what was said to a customer, what was not, and exactly why.</summary>
internal static class ExplainCommand
{
    private static readonly ZonedDateTimePattern Moment = ZonedDateTimePattern.CreateWithInvariantCulture("ddd dd MMM uuuu HH:mm", null);

    public static Command Create()
    {
        var customer = new Argument<string>("customer") { Description = "The customer's id." };
        var data = new Option<DirectoryInfo>("--data") { Description = "The folder of the store.", DefaultValueFactory = _ => new("data/demo") };
        var command = new TaughtCommand(
            "explain", "A customer's timeline in words: what was said, what was not, and exactly why.",
            "campaigns explain C-00042", "campaigns explain C-00042 --data data/demo --json") { customer, data };
        command.SetAction((parsed, cancel) => RunAsync(
            new CustomerId(parsed.GetRequiredValue(customer)), parsed.GetRequiredValue(data).FullName, parsed.GetValue(CommonOptions.Json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(CustomerId id, string folder, bool json, CancellationToken cancel)
    {
        if (StoreFiles.Find(folder) is not { } path)
            return Report.BadInput($"There is no store in {folder}. Run 'campaigns demo' first, or name another folder with --data.");
        await using var store = EmbeddedStore.Open(path, TimeProvider.System, Durability.Process);
        var customers = new CustomerStore(store.Rows);
        var record = await customers.LoadAsync(id, cancel);
        if (!record.Exists)
            return Report.BadInput($"The store in {folder} knows no customer '{id}'.");
        var facts = new List<Fact>();
        await foreach (var fact in customers.ReadTimelineAsync(id, cancel))
            facts.Add(fact);
        if (json)
        {
            Console.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(facts, Workflows.Json.StoreJson.Options));
            return ExitCodes.Done;
        }

        var zone = record.Profile.ZoneOr(DateTimeZone.Utc);
        PrintPerson(record, zone);
        foreach (var fact in facts)
            AnsiConsole.MarkupLine(Line(fact, zone));
        PrintAhead(record, zone);
        return ExitCodes.Done;
    }

    private static void PrintPerson(CustomerRecord record, DateTimeZone zone)
    {
        var attributes = record.Profile.Attributes;
        AnsiConsole.MarkupLineInterpolated($"[bold]{record.Id}[/]  {attributes.Text("name")}  [grey]{attributes.Text("language")}, {zone.Id}, tier {attributes.Text("value_tier")}, times are the customer's own[/]");
        foreach (var (policy, values) in record.Policies)
            AnsiConsole.MarkupLineInterpolated($"  [grey]policy[/] {policy}  {values.Text("product_name") ?? values.Text("product")}, {values.Text("status")}, until {values.Text("expires_on")}");
        var consents = record.Profile.Consents.Where(c => c.Granted).Select(c => c.Channel.Name);
        AnsiConsole.MarkupLineInterpolated($"  [grey]consents to[/] {string.Join(", ", consents)}{(record.Profile.DoNotDisturb ? "  DO NOT DISTURB" : "")}\n");
    }

    private static void PrintAhead(CustomerRecord record, DateTimeZone zone)
    {
        foreach (var entry in record.Ledger.Entries.Where(e => e.Status is Workflows.Contacts.ContactStatus.Planned or Workflows.Contacts.ContactStatus.Reserved))
            AnsiConsole.MarkupLineInterpolated($"[blue]{Moment.Format(entry.At.InZone(zone))}[/]  ahead: {entry.Enrollment.Journey}/{entry.Step} by {entry.Channel}, {entry.Status.ToString().ToLowerInvariant()}");
    }

    private static string Line(Fact fact, DateTimeZone zone)
    {
        var where = fact.Step is { } step ? $"{fact.Journey}/{step}" : fact.Journey?.Value ?? "";
        var by = fact.Channel is { } channel ? $" by {channel}" : "";
        var text = fact.Kind switch
        {
            FactKind.Entered => $"entered {where}{(fact.Policy is { } policy ? $" for policy {policy}" : "")}{(fact.Detail?["holdout"] is true ? " (holdout: will not be contacted)" : "")}",
            FactKind.Planned => $"planned {where}{by} for {At(fact.Detail?.Text("at"), zone)}",
            FactKind.Reserved => $"took a slot for {where}{by}",
            FactKind.Deferred => $"put off {where}: {Words.Reason(fact.Reason)}{Numbers(fact)}; asks again {At(fact.Detail?.Text("until"), zone)}",
            FactKind.Refused => $"did not send {where}: {Words.Reason(fact.Reason)}{Numbers(fact)}",
            FactKind.Released => $"withdrew {where}: {Words.Reason(fact.Reason)}",
            FactKind.Sent => $"sent {where}{by} in {fact.Detail?.Text("locale")} ({fact.Detail?.Text("template")})",
            FactKind.Task => $"task for the agent: {where}",
            FactKind.Converted => $"GOAL {fact.Journey}: {fact.Reason}, value {fact.Detail?["value"]}",
            FactKind.Exited or FactKind.Ended => $"{fact.Kind} {fact.Journey}: {fact.Reason}",
            _ => $"{fact.Kind} {where}{by} {fact.Reason}",
        };
        var colour = fact.Kind switch
        {
            FactKind.Sent or FactKind.Task => "green",
            FactKind.Deferred or FactKind.Refused or FactKind.Released or FactKind.Failed or FactKind.Warning => "yellow",
            FactKind.Converted => "bold green",
            _ => "default",
        };
        return $"[grey]{Moment.Format(fact.Time.InZone(zone))}[/]  [{colour}]{Markup.Escape(text)}[/]";
    }

    private static string Numbers(Fact fact) => fact.Detail?["limit"] is decimal limit
        ? $" ({(fact.Detail["used"] as IReadOnlyList<string>)?.Count ?? 0} of {limit.ToString(CultureInfo.InvariantCulture)} used)"
        : "";

    private static string At(string? instant, DateTimeZone zone) =>
        instant is not null && InstantPattern.ExtendedIso.Parse(instant) is { Success: true, Value: var at } ? Moment.Format(at.InZone(zone)) : "later";
}

/// <summary>Finds the store in a folder.</summary>
internal static class StoreFiles
{
    private static readonly string[] Names = [DemoRun.StoreFile, "replay.db"];

    /// <summary>The store's path, or null.</summary>
    public static string? Find(string folder) => Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
