// Many events of one customer at the same moment, on the embedded store and on Azurite: each caller by itself, as they would
// run into each other without grouping; one after the other; and grouped, as the hosts do it. Turn by turn in one run,
// since load on the machine varies; the medians are printed, and the ratio to the first way.
// Arguments: how many events (50), how many turns (5).
using Campaigns.Azurite;
using Campaigns.ConcurrentIntake;
using Campaigns.Runtime.Intake;
using Campaigns.Storage;
using Campaigns.Storage.Azure;
using Campaigns.Storage.Embedded;
using NodaTime;

var events = args.Length > 0 ? int.Parse(args[0]) : 50;
var turns = args.Length > 1 ? int.Parse(args[1]) : 5;
(string Name, IntakeOptions Options)[] ways =
[
    ("each by itself, no pause", new IntakeOptions { Grouped = false, FirstPause = Duration.Zero }),
    ("each by itself", new IntakeOptions { Grouped = false }),
    ("one after the other", new IntakeOptions { MaxTogether = 1 }),
    ("grouped", new IntakeOptions()),
];
Console.WriteLine($"{events} events of one customer at once, {turns} turns, {Environment.ProcessorCount} cores");

var folder = Directory.CreateTempSubdirectory("campaigns-intake-");
await using (var store = EmbeddedStore.Open(Path.Combine(folder.FullName, "intake.db"), TimeProvider.System, Durability.Power))
    await CompareAsync("embedded store", store);
folder.Delete(recursive: true);

if (AzuriteServer.Missing is { } missing)
{
    Console.Error.WriteLine(missing);
    return 1;
}

await using var azurite = await AzuriteServer.StartAsync();
await using (var store = AzureStore.Open(azurite.ConnectionString, TimeProvider.System, new() { Prefix = "intake" }))
    await CompareAsync("Azurite", store);
return 0;

async Task CompareAsync(string name, IStore store)
{
    var figures = ways.ToDictionary(way => way.Name, _ => new List<IntakeFigures>());
    // The first turn pays for what has yet to be compiled and made, and does not count.
    for (var turn = 0; turn <= turns; turn++)
    {
        foreach (var way in ways)
        {
            var figure = await IntakeRun.RunAsync(store, way.Options, new($"c{turn}-{Array.IndexOf(ways, way)}"), events);
            if (turn > 0)
                figures[way.Name].Add(figure);
        }
    }

    Console.WriteLine($"{name,-26}{"processor ms",14}{"wall ms",10}{"commits",10}{"conflicts",11}{"alarms",8}{"wall, ratio",13}");
    var first = Median(figures[ways[0].Name], figure => figure.Wall.TotalMilliseconds);
    foreach (var way in ways)
    {
        var all = figures[way.Name];
        var wall = Median(all, figure => figure.Wall.TotalMilliseconds);
        Console.WriteLine(
            $"  {way.Name,-24}{Median(all, figure => figure.Processor.TotalMilliseconds),14:N0}{wall,10:N0}"
            + $"{Median(all, figure => figure.Commits),10:N0}"
            + $"{Median(all, figure => figure.Conflicts),11:N0}{Median(all, figure => figure.Alarms),8:N0}{wall / first,13:0.000}");
    }
}

static double Median(IEnumerable<IntakeFigures> figures, Func<IntakeFigures, double> of) =>
    figures.Select(of).Order().ElementAt(figures.Count() / 2);
