using System.Collections.Concurrent;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using NodaTime;

namespace Campaigns.Runtime.Throttling;

/// <summary>
/// Gives out the instants at which the messages of a paced journey may go, evenly spaced, to all processes together. Each
/// process leases a block of them by compare-and-swap and gives them out from memory; those it does not use are lost.
/// </summary>
/// <remarks>
/// One row per journey holds the first instant that nobody has. Neighbours are a whole part of a minute apart, rounded up,
/// so no minute, wherever it begins, holds more than the pace.
/// </remarks>
/// <param name="rows">The store.</param>
public sealed class SendRateLimiter(IRowStore rows) : ISendInstants
{
    /// <summary>The table.</summary>
    public const string Table = "pace";

    private const string Key = "next";
    private const int BlocksPerMinute = 6;
    private const int MaxBlockSize = 100;
    private readonly ConcurrentDictionary<JourneyId, Block> _blocks = new();

    /// <inheritdoc/>
    public Instant? TryAcquire(JourneyId journey, int perMinute, Instant now) => BlockOf(journey).TryAcquire(perMinute, now);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Instant>> AcquireAsync(
        JourneyId journey, int perMinute, int count, Instant now, CancellationToken cancel)
    {
        var block = BlockOf(journey);
        var taken = new List<Instant>(count);
        await block.Leasing.WaitAsync(cancel);
        try
        {
            while (taken.Count < count)
            {
                if (block.TryAcquire(perMinute, now) is { } at)
                    taken.Add(at);
                else
                    await LeaseAsync(journey, perMinute, block, now, cancel);
            }
        }
        finally
        {
            block.Leasing.Release();
        }

        return taken;
    }

    private async ValueTask LeaseAsync(JourneyId journey, int perMinute, Block block, Instant now, CancellationToken cancel)
    {
        var step = Duration.FromTicks(Math.Ceiling((double)NodaConstants.TicksPerMinute / perMinute));
        var length = step * Math.Clamp(perMinute / BlocksPerMinute, 1, MaxBlockSize);
        while (true)
        {
            var row = await rows.FindAsync(Table, journey.Value, Key, cancel);
            var from = row is null ? now : Instant.Max(now, PaceRow.Read(row));
            var body = PaceRow.Write(from + length);
            RowChange change = row is null ? new RowChange.Insert(Key, body) : new RowChange.Replace(Key, body, row.Tag);
            if (!(await rows.CommitAsync(Table, journey.Value, [change], cancel)).Committed)
                continue;
            block.Fill(from, from + length, step, perMinute);
            return;
        }
    }

    private Block BlockOf(JourneyId journey) => _blocks.GetOrAdd(journey, _ => new Block());

    /// <summary>The instants of one journey that this process has leased.</summary>
    private sealed class Block
    {
        private readonly Lock _lock = new();
        private Instant _next;
        private Instant _end;
        private Duration _step;
        private int _perMinute;

        public SemaphoreSlim Leasing { get; } = new(1, 1);

        public void Fill(Instant from, Instant end, Duration step, int perMinute)
        {
            lock (_lock)
                (_next, _end, _step, _perMinute) = (from, end, step, perMinute);
        }

        public Instant? TryAcquire(int perMinute, Instant now)
        {
            lock (_lock)
            {
                if (perMinute != _perMinute)
                    return null; // another version, another pace
                if (_next < now)
                    _next += _step * Math.Ceiling((now - _next) / _step); // what nobody wanted in time is lost
                if (_next < now)
                    _next += _step; // the division is not exact
                if (_next >= _end)
                    return null;
                var at = _next;
                _next += _step;
                return at;
            }
        }
    }
}
