// What an event, a message, a decision or a page costs when something of the installation has grown: customers, timeline, past
// enrollments, journeys, policies, contacts. Processor time (user and system) and allocations of the whole process, calls of the store
// and rows. Arguments: the axes (none: all), and `--against PATH`, the program of another build of this benchmark, whose figures are
// printed beside: it is run turn by turn with this one.
using System.Diagnostics;
using Campaigns.Growth.Benchmarks;

var list = args.ToList();
if (list is ["--figures", var one])
{
    await foreach (var figure in Axes.All[one]())
        Console.WriteLine(figure.Line);
    return 0;
}

string? against = null;
if (list.IndexOf("--against") is var at && at >= 0)
{
    against = list[at + 1];
    list.RemoveRange(at, 2);
}

if (list.Find(name => !Axes.All.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"'{unknown}' is no axis; there are {string.Join(", ", Axes.All.Keys)}.");
    return 2;
}

Console.WriteLine($"{"",-62}{"size",9}{"CPU µs",11}{"KB",10}{"reads",7}{"rows",8}{"writes",8}{"rows",7}"
    + (against is null ? "" : $"{"CPU µs then",13}{"KB then",11}{"CPU ratio",11}{"KB ratio",10}"));
foreach (var axis in list.Count == 0 ? Axes.All.Keys : list)
{
    // A process each, so that no axis works in the heap that another has left.
    var then = against is null ? [] : await FiguresAsync(against, axis);
    foreach (var figure in await FiguresAsync(Environment.ProcessPath!, axis))
        Print(figure, then.Find(other => other.What == figure.What && other.Size == figure.Size));
}

return 0;

static async Task<List<Figure>> FiguresAsync(string program, string axis)
{
    using var process = Process.Start(new ProcessStartInfo(program, ["--figures", axis]) { RedirectStandardOutput = true })!;
    var figures = new List<Figure>();
    while (await process.StandardOutput.ReadLineAsync() is { } line)
    {
        if (Figure.Read(line) is { } figure)
            figures.Add(figure);
    }

    await process.WaitForExitAsync();
    return process.ExitCode == 0 ? figures : throw new InvalidOperationException($"{program} --figures {axis} ended with {process.ExitCode}");
}

static void Print(Figure now, Figure? then)
{
    var line = now.Problem.Length > 0 ? $"{now.What,-62}{now.Size,9:N0}  {now.Problem}"
        : $"{now.What,-62}{now.Size,9:N0}{now.Microseconds,11:N1}{now.Kilobytes,10:N1}{now.Reads,7:N1}{now.RowsRead,8:N1}{now.Writes,8:N1}{now.RowsWritten,7:N1}";
    if (then is { Problem.Length: > 0 })
        line += $"  then: {then.Problem}";
    else if (then is not null && now.Problem.Length == 0)
        line += $"{then.Microseconds,13:N1}{then.Kilobytes,11:N1}{now.Microseconds / then.Microseconds,11:N2}{now.Kilobytes / then.Kilobytes,10:N2}";
    Console.WriteLine(line);
}
