// Messages from the event to the provider on one SQLite file: the local host beside WolverineFx with a saga, its inbox and its durable
// queues in SQLite, which does less (see WolverineRun). Each run is a process of its own; processor time is user and system, bytes
// written are those given to write calls, counted after the warm-up ("whole": from the start of the process, which compiles).
// Arguments: how many messages (10000), how many turns (3).
using System.Diagnostics;
using System.Globalization;
using Campaigns.Peers.Benchmarks;
using Campaigns.Storage.Embedded;

if (args.Length == 5)
{
    var job = Job.Of(args);
    var used = job.Side == "campaigns" ? await CampaignsRun.RunAsync(job) : await WolverineRun.RunAsync(job);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{used.Per(job.Messages)} {Usage.Now.Processor.TotalMilliseconds / (job.Messages + job.Warmup)}"));
    return;
}

var messages = args.Length > 0 ? int.Parse(args[0]) : 10_000;
var turns = args.Length > 1 ? int.Parse(args[1]) : 3;
Console.WriteLine($"{messages:N0} messages, {turns} turns (medians), {Job.AtOnce} at once, {Environment.ProcessorCount} cores");
Console.WriteLine($"{"a message",-40}{"CPU ms",9}{"whole",9}{"KB written",12}{"KB allocated",14}{"writes",9}{"CPU, ratio",12}");
foreach (var waits in (bool[])[false, true])
{
    foreach (var durability in (Durability[])[Durability.Relaxed, Durability.Process, Durability.Power])
    {
        double? peer = null;
        foreach (var side in (string[])["wolverine", "campaigns"])
        {
            if (durability == Durability.Relaxed && side == "wolverine")
                continue; // it has nothing of the kind
            var runs = new List<double[]>();
            for (var turn = 0; turn < turns; turn++)
                runs.Add(await RunAsync(side, durability, waits, messages));
            var figures = Enumerable.Range(0, runs[0].Length).Select(i => Median([.. runs.Select(run => run[i])])).ToArray();
            var ratio = side == "campaigns" && peer is { } other ? $"{other / figures[0],11:0.0}x" : "";
            Console.WriteLine($"{$"{side}, {durability}{(waits ? ", after a timer" : "")}",-40}{figures[0],9:0.000}{figures[4],9:0.000}" +
                $"{figures[1],12:0.0}{figures[2],14:0.0}{figures[3],9:0.0}{ratio}");
            peer = figures[0];
        }
    }
}

static async Task<double[]> RunAsync(string side, Durability durability, bool waits, int messages)
{
    var folder = Directory.CreateTempSubdirectory("campaigns-peers-");
    try
    {
        var job = new Job(side, durability, waits, messages, folder.FullName);
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, job.Arguments) { RedirectStandardOutput = true })!;
        var told = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? [.. told.Trim().Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"{side} ended with code {process.ExitCode}");
    }
    finally
    {
        folder.Delete(recursive: true);
    }
}

static double Median(double[] figures)
{
    Array.Sort(figures);
    return figures[figures.Length / 2];
}
