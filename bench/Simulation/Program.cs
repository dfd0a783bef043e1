// What a simulation costs in processor time (user and system of the whole process).
//   customers N [DAYS]: N generated customers through the shipped journeys, with texts; memory as well.
//   replay CSV MAP FROM TO [--against PROGRAM]: a replay by this build's `campaigns`, and by that of another build, beside each other. What
//   a replay of the first day alone costs (the file, and everything before it) is the fixed load, and is taken off.
using System.Diagnostics;
using System.Text.Json;
using Campaigns.Hosting;
using Campaigns.Runtime.Library;
using Campaigns.Simulation;
using Campaigns.Simulation.Benchmarks;
using NodaTime;

return args switch
{
    ["customers", var count, ..] => await CustomersAsync(int.Parse(count, null), args.Length > 2 ? int.Parse(args[2], null) : 180),
    ["replay", var csv, var map, var from, var to] => await ReplayAsync(csv, map, from, to, against: null),
    ["replay", var csv, var map, var from, var to, "--against", var program] => await ReplayAsync(csv, map, from, to, program),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("customers N [DAYS] | replay CSV MAP FROM TO [--against PROGRAM]");
    return 2;
}

static async Task<int> CustomersAsync(int count, int days)
{
    var shipped = CampaignFolder.Read(CampaignFolder.Shipped);
    var library = new FixedLibrary(shipped.Catalog!, shipped.Policy!, shipped.Journeys.Select(journey => journey.Journey));
    var from = new LocalDate(2027, 1, 1);
    var begins = library.ContactPolicy.TimeZone.AtStartOfDay(from).ToInstant();
    using var process = Process.GetCurrentProcess();
    var (began, watch, allocated) = (process.TotalProcessorTime, Stopwatch.StartNew(), GC.GetTotalAllocatedBytes());
    var report = await Simulator.RunAsync(
        new SimulationRequest(library, await CampaignFolder.ShippedTemplatesAsync(), begins, days,
            () => GeneratedCustomers.Of(count, begins, from).ToAsyncEnumerable()), progress: null, CancellationToken.None);
    process.Refresh();
    var used = process.TotalProcessorTime - began;
    Console.WriteLine(
        $"{report.Customers:N0} customers, {days} days, {report.Messages:N0} messages: {used.TotalSeconds:N1} s of processor, " +
        $"{used.TotalMilliseconds / report.Messages:N3} ms a message, {watch.Elapsed.TotalSeconds:N1} s on the wall, " +
        $"{process.PeakWorkingSet64 / 1048576.0:N0} MiB at most");
    Console.WriteLine(
        $"{used.TotalMilliseconds / count:N3} ms and {(GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / count:N1} KB allocated a customer, " +
        $"{GC.CollectionCount(0)} collections that took {GC.GetTotalPauseDuration().TotalSeconds:N1} s");
    return 0;
}

static async Task<int> ReplayAsync(string csv, string map, string from, string to, string? against)
{
    Console.WriteLine($"{"",-8}{"fixed, CPU s",14}{"whole, CPU s",14}{"messages",12}{"ms a message",14}");
    var own = await FiguresAsync("this", Path.Combine(AppContext.BaseDirectory, "campaigns"), csv, map, from, to);
    if (against is null)
        return 0;
    var other = await FiguresAsync("other", against, csv, map, from, to);
    Console.WriteLine($"{"ratio",-8}{own.Fixed / other.Fixed,14:N3}{own.Whole / other.Whole,14:N3}{"",12}{own.PerMessage / other.PerMessage,14:N3}");
    return 0;
}

static async Task<(double Fixed, double Whole, double PerMessage)> FiguresAsync(
    string name, string program, string csv, string map, string from, string to)
{
    var (first, before) = await RunAsync(program, csv, map, from, from);
    var (whole, messages) = await RunAsync(program, csv, map, from, to);
    var perMessage = (whole - first) * 1000 / Math.Max(1, messages - before);
    Console.WriteLine($"{name,-8}{first,14:N1}{whole,14:N1}{messages,12:N0}{perMessage,14:N3}");
    return (first, whole, perMessage);
}

static async Task<(double Seconds, long Messages)> RunAsync(string program, string csv, string map, string from, string to)
{
    var folder = Directory.CreateTempSubdirectory("campaigns-bench-");
    var before = SecondsOfChildren();
    try
    {
        using var process = Process.Start(new ProcessStartInfo(
            program, ["replay", csv, "--map", map, "--from", from, "--to", to, "--out", folder.FullName, "--json"])
        { RedirectStandardOutput = true })!;
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        using var json = JsonDocument.Parse(answer);
        return (SecondsOfChildren() - before, json.RootElement.GetProperty("messages").GetInt64());
    }
    finally
    {
        folder.Delete(recursive: true);
    }
}

// Linux tells what ended children took, in hundredths of a second: of a process that has ended, .NET does not.
static double SecondsOfChildren()
{
    var stat = File.ReadAllText("/proc/self/stat");
    var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    return (double.Parse(fields[13], null) + double.Parse(fields[14], null)) / 100;
}
