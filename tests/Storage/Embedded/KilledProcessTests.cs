using System.Diagnostics;
using System.Globalization;
using System.Text;
using Campaigns.Storage.Embedded;
using NodaTime;

namespace Campaigns.Storage.Tests.Embedded;

/// <summary>A process that writes is killed in the middle of it, several times; nothing acknowledged may be lost.</summary>
public sealed class KilledProcessTests : IDisposable
{
    private readonly TemporaryFile _file = new();
    private readonly Random _random = new(20260301);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(Durability.Process)]
    [InlineData(Durability.Power)]
    public async Task Commit_ProcessKilledAnyTime_KeepsAllThatWasAcknowledgedAndOnlyWholeBatches(Durability durability)
    {
        var acknowledged = new List<int>();
        for (var round = 0; round < 4; round++)
        {
            // A number given but not acknowledged may be stored or not, so each round begins well beyond the last.
            acknowledged.AddRange(await WriteUntilKilledAsync(durability, first: (round * 1_000_000) + 1));
            await CheckAsync(acknowledged);
        }

        Assert.True(acknowledged.Count >= 4);
    }

    private async Task<List<int>> WriteUntilKilledAsync(Durability durability, int first)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Campaigns.Storage.CrashWriter.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, _file.Path, $"{durability}", $"{first}"])
        {
            RedirectStandardOutput = true,
        })!;

        var lines = new List<string>();
        var killAfter = _random.Next(1, 400);
        while (await process.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            lines.Add(line);
            if (lines.Count == killAfter) process.Kill(); // SIGKILL; what is in the pipe is still read to its end
        }

        await process.WaitForExitAsync(Cancel);
        Assert.True(lines.Count >= killAfter, "The writer ended by itself.");
        return lines.ConvertAll(line => int.Parse(line, CultureInfo.InvariantCulture));
    }

    private async Task CheckAsync(List<int> acknowledged)
    {
        await using var store = EmbeddedStore.Open(_file.Path, TimeProvider.System, Durability.Process);
        var rows = await store.Rows.ScanAsync("batches", "", "~", null, int.MaxValue, Cancel);
        var batches = rows.GroupBy(row => row.Partition).ToDictionary(batch => int.Parse(batch.Key, CultureInfo.InvariantCulture));

        Assert.All(batches, batch => Assert.Equal(4, batch.Value.Count()));
        Assert.All(rows, row => Assert.Equal(int.Parse(row.Partition, CultureInfo.InvariantCulture), Number(row.Body)));
        Assert.Empty(acknowledged.Except(batches.Keys));

        var messages = await store.Queues.ReceiveAsync("numbers", int.MaxValue, Duration.FromTicks(1), Cancel);
        Assert.Empty(acknowledged.Except(messages.Select(message => Number(message.Body))));
        Assert.Empty(messages.Select(message => Number(message.Body)).Except(batches.Keys));
    }

    private static int Number(ReadOnlyMemory<byte> body) =>
        int.Parse(Encoding.UTF8.GetString(body.Span), NumberStyles.Any, CultureInfo.InvariantCulture);
}
