using Campaigns.Storage.Embedded;

namespace Campaigns.Peers.Benchmarks;

/// <summary>What one process does and is measured by.</summary>
/// <param name="Side">Who does it: <c>campaigns</c> or <c>wolverine</c>.</param>
/// <param name="Durability">What an acknowledged write survives.</param>
/// <param name="Waits">Whether a timer stands between the event and the message.</param>
/// <param name="Messages">How many messages are counted, after as many again for the compiler, up to <see cref="MaxWarmup"/>.</param>
/// <param name="Folder">Where the database lies.</param>
internal sealed record Job(string Side, Durability Durability, bool Waits, int Messages, string Folder)
{
    /// <summary>The most messages that are sent before any is counted.</summary>
    public const int MaxWarmup = 2000;

    /// <summary>How many events are given at the same time.</summary>
    public const int AtOnce = 32;

    public int Warmup => Math.Min(Messages, MaxWarmup);

    public string File => Path.Combine(Folder, "peer.db");

    public string[] Arguments => [Side, Durability.ToString(), Waits.ToString(), $"{Messages}", Folder];

    public static Job Of(string[] args) =>
        new(args[0], Enum.Parse<Durability>(args[1]), bool.Parse(args[2]), int.Parse(args[3]), args[4]);

    /// <summary>Gives the events with these numbers, many at once.</summary>
    public static Task EachAsync(Range range, Func<int, ValueTask> give) => Parallel.ForAsync(
        range.Start.Value, range.End.Value, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, (i, _) => give(i));
}
