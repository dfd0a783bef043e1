// An hour of mixed load on the local host, a process of its own on the embedded store: new and known customers, events that send
// e-mails and texts, reports, reads. Prints, for each quarter of the run, what must stay flat: memory, handles, the sizes of the store
// and its log, and the time to answer. The store itself grows with what is told to it; the last column says by how much a message.
// Arguments: minutes (60), requests a second (40), customers (2000).
using System.Diagnostics;
using System.Globalization;
using Campaigns.Soak;

var minutes = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 60;
var perSecond = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 40;
var customers = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 2000;
var folder = Directory.CreateTempSubdirectory("campaigns-soak-");
try
{
    await using var host = await SoakHost.StartAsync(folder.FullName);
    var load = new Load(host.Client, customers);
    await load.PublishAsync();
    Console.WriteLine(
        $"{minutes} minutes, {perSecond} requests a second, {customers:N0} customers, {Environment.ProcessorCount} processors");
    Console.WriteLine(
        $"{"until",8}{"requests",10}{"failed",8}{"p50 ms",8}{"p99 ms",8}{"memory MiB",12}{"handles",9}{"threads",9}{"store MiB",11}{"log MiB",9}"
        + $"{"CPU s",8}{"messages",10}{"KiB a message",15}");
    var begun = Stopwatch.StartNew();
    var quarter = TimeSpan.FromMinutes(minutes / 4);
    for (var part = 1; part <= 4; part++)
    {
        var answers = await load.RunAsync(perSecond, (quarter * part) - begun.Elapsed);
        var (memory, handles, threads, processor) = host.Usage();
        var (store, log, messages) = host.Sizes();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{begun.Elapsed.TotalMinutes,7:0.0}m{answers.Count,10:N0}{answers.Failed,8:N0}{answers.Percentile(0.5),8:0.0}{answers.Percentile(0.99),8:0.0}"
            + $"{memory / 1048576.0,12:N0}{handles,9:N0}{threads,9:N0}{store / 1048576.0,11:N1}{log / 1048576.0,9:N1}"
            + $"{processor,8:N0}{messages,10:N0}{(store / 1024.0) / Math.Max(1, messages),15:N1}"));
    }
}
finally
{
    folder.Delete(recursive: true);
}
