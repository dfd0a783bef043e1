using System.CommandLine;
using Campaigns.Decisions.Contacts;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers.Preferences;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Storage;
using NodaTime;
using NodaTime.Text;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns explain</c>: what was said to a customer, what was not, and exactly why.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var customer = new Argument<string>("customer")
        {
            Description = "The customer's id, telephone number or mailbox, or the id or number of a policy.",
        };
        var place = StoreOptions.OfDemo("The folder of the store.");
        var command = new CommandWithExamples(
            "explain", "Print a customer's timeline: what was sent, what was not, and why.",
            "campaigns explain C-00012", "campaigns explain 0912-345-678 --data data/local",
            "campaigns explain C-00012 --data data/demo --json",
            "campaigns explain C-00012 --storage ACCOUNT") { customer };
        place.AddTo(command);
        command.SetAction((parsed, cancel) => place.WithStoreAsync(parsed, (store, of) => RunAsync(
            parsed.GetRequiredValue(customer), store, of, parsed.GetValue(CommonOptions.Json), cancel)));
        return command;
    }

    private static async Task<int> RunAsync(string who, IStore store, StoreLocation place, bool json, CancellationToken cancel)
    {
        var customers = new CustomerStore(store.Rows);
        var policy = await StoredContactPolicy.ReadAsync(store.Rows, cancel);
        var (found, more) = await FindAsync(who, customers, policy.Country, cancel);
        if (found.Count == 0)
            return CommandOutput.BadInput($"{place.Name} has no customer '{who}', and none with this telephone number, mailbox or policy.");
        if (found.Count > 1)
        {
            var names = string.Join(", ", found.Select(record => record.Id.Value)) + (more ? ", …" : "");
            return CommandOutput.BadInput($"{place.Name} has several customers with '{who}': {names}. Name one of them.");
        }

        var record = found[0];
        var id = record.Id;
        var timelineEvents = new List<TimelineEvent>();
        await foreach (var timelineEvent in customers.ReadTimelineAsync(id, cancel))
            timelineEvents.Add(timelineEvent);
        if (json)
        {
            CommandOutput.Json(timelineEvents, Campaigns.Runtime.StoredRows.StoreJson.Options);
            return ExitCodes.Done;
        }

        var zone = record.Profile.ZoneOr(policy.TimeZone);
        PrintPerson(record, zone);
        PrintPast(timelineEvents, zone);
        PrintAhead(record, timelineEvents, Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()), zone);
        return ExitCodes.Done;
    }

    /// <summary>Who has this id, and otherwise whoever has something else that reads so.</summary>
    private static async ValueTask<(IReadOnlyList<CustomerRecord> Found, bool More)> FindAsync(
        string who, CustomerStore customers, string? country, CancellationToken cancel)
    {
        const int shown = 20;
        if (CustomerId.IsValid(who) && await customers.LoadAsync(new CustomerId(who), cancel) is { Exists: true } record)
            return ([record], false);
        var search = new CustomerSearch(customers, TimeProvider.System);
        while (!await search.PrepareAsync(Duration.FromMinutes(1), cancel))
        {
        }

        var page = await search.FindAsync(LookupTerm.Any(who, country), after: null, shown, cancel);
        return (page.Customers, page.Next is not null);
    }

    private static void PrintPerson(CustomerRecord record, DateTimeZone zone)
    {
        var attributes = record.Profile.Attributes;
        var tier = attributes.Text("value_tier") is { } value ? $"{value} tier" : null;
        var person = Join("  ", record.Id.Value, attributes.Text("name"));
        Terminal.Line(
            $"[bold]{person}[/]  [grey]{Join(", ", attributes.Text("language"), tier, $"times in {zone.Id}")}[/]");
        foreach (var (policy, values) in record.Policies)
        {
            var until = values.Text("expires_on") is { } day ? $"until {day}" : null;
            var state = Join(", ", values.Text("product_name") ?? values.Text("product"), values.Text("status"), until);
            Terminal.Line($"  [grey]policy[/] {policy}  {state}");
        }

        var consents = record.Profile.Consents.Where(c => c.Granted).Select(c => c.Channel.Name).Distinct().ToArray();
        var consented = consents.Length > 0 ? string.Join(", ", consents) : "nothing";
        Terminal.Line(
            $"  [grey]consents to[/] {consented}{(record.Profile.DoNotDisturb ? "  DO NOT DISTURB" : "")}");
        if (Describe(record.Profile.Preferences) is { Length: > 0 } preferences)
            Terminal.Line($"  [grey]preferences[/] {preferences}");
        AnsiConsole.WriteLine();
    }

    private static string Describe(CustomerPreferences? preferences) => preferences is null ? "" : Join(
        ", ",
        preferences.MostPerMonth is { } max ? $"at most {DisplayText.Count(max, "message")} a month" : null,
        preferences.Less ? "fewer messages" : null,
        preferences.Channel is { } channel ? $"{channel} first" : null,
        preferences.Hours is { } hours ? $"only {hours.From:HH\\:mm}–{hours.To:HH\\:mm}" : null);

    private static void PrintPast(List<TimelineEvent> timelineEvents, DateTimeZone zone)
    {
        if (timelineEvents.Count == 0)
            AnsiConsole.WriteLine("The customer has not entered a journey, and no message was sent.");
        // A slot that was used says nothing that its message does not.
        var sent = timelineEvents.Where(f => f.Kind is TimelineEventKind.Sent or TimelineEventKind.Task).Select(f => f.Message).ToHashSet();
        var recorded = timelineEvents.Where(f => f.Kind != TimelineEventKind.Reserved || !sent.Contains(f.Message)).ToList();
        // A journey may run for two policies at the same time; without them its messages would look like the same one twice.
        var many = recorded.Select(f => f.Policy).Where(policy => policy is not null).Distinct().Count() > 1;
        string Where(TimelineEvent timelineEvent) => Join(" ", timelineEvent.Journey?.Value, many ? timelineEvent.Policy?.Value : null);
        var width = recorded.Select(f => Where(f).Length).DefaultIfEmpty().Max();
        foreach (var timelineEvent in recorded)
            PrintLine(timelineEvent.Time, Where(timelineEvent), TimelineEventFormatter.Of(timelineEvent, zone),
                TimelineEventFormatter.Colour(timelineEvent), width, zone);
    }

    private static void PrintAhead(CustomerRecord record, List<TimelineEvent> timelineEvents, Instant now, DateTimeZone zone)
    {
        var planned = record.Ledger.Entries
            .Where(e => e.Status is ContactStatus.Planned or ContactStatus.Reserved)
            .OrderBy(e => e.At).ThenBy(e => e.Message.Value, StringComparer.Ordinal).ToList();
        if (planned.Count == 0)
            return;
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLine("[bold]Upcoming[/]");
        PolicyId? PolicyOf(LedgerEntry entry) => record.Enrollments.GetValueOrDefault(entry.Enrollment)?.Policy
            ?? timelineEvents.Find(told => told.Message == entry.Message && told.Policy is not null)?.Policy;
        var many = planned.Select(PolicyOf).Where(policy => policy is not null).Distinct().Count() > 1;
        string Where(LedgerEntry entry) => Join(" ", entry.Enrollment.Journey.Value, many ? PolicyOf(entry)?.Value : null);
        var width = planned.Max(entry => Where(entry).Length);
        foreach (var entry in planned)
        {
            var waits = entry.Status == ContactStatus.Reserved && entry.At <= now;
            var how = (entry.Status, waits, entry.UnavailableAt) switch
            {
                (ContactStatus.Planned, _, _) => "is planned",
                (_, false, _) => "is reserved",
                (_, true, { } away) => $"is reserved and waits for its provider since {TimelineEventFormatter.At(away, zone)}"
                    + NextTry(timelineEvents, entry, now, zone),
                (_, true, null) => $"is reserved and waits to be sent since {TimelineEventFormatter.At(entry.At, zone)}",
            };
            PrintLine(waits ? null : entry.At, Where(entry), $"{entry.Step} by {entry.Channel} {how}", "blue", width, zone);
        }
    }

    /// <summary>The timeline tells of an outage once, so the next try is known until it has gone by.</summary>
    private static string NextTry(List<TimelineEvent> timelineEvents, LedgerEntry entry, Instant now, DateTimeZone zone) =>
        timelineEvents.FindLast(told => told.Kind == TimelineEventKind.Unavailable && told.Message == entry.Message)
            ?.Detail?.Text("until") is { } text && InstantPattern.ExtendedIso.Parse(text) is { Success: true, Value: var at } && at > now
            ? $"; next try {TimelineEventFormatter.At(at, zone)}" : "";

    private static void PrintLine(Instant? at, string? journey, string text, string colour, int width, DateTimeZone zone) =>
        AnsiConsole.MarkupLine(
        $"[grey]{(at is { } time ? TimelineEventFormatter.At(time, zone) : "now").PadRight(TimelineEventFormatter.MomentWidth)}[/]  " +
        $"{Terminal.Escape((journey ?? "").PadRight(width))}  " +
        $"[{colour}]{Terminal.Escape(text)}[/]");

    private static string Join(string between, params string?[] parts) =>
        string.Join(between, parts.Where(part => !string.IsNullOrEmpty(part)));
}
