namespace Campaigns.Senders.Monitoring;

/// <summary>Counts of the last minutes, in slices of ten seconds: a fixed amount of memory, however much is counted.</summary>
/// <param name="time">The clock.</param>
/// <param name="kinds">How many things are counted apart.</param>
internal sealed class RecentCounts(TimeProvider time, int kinds)
{
    /// <summary>How far back counts reach; the slice that has begun is counted besides.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(10);
    private static readonly int Slices = (int)(Window / Slice) + 1;
    private readonly Lock _lock = new();
    private readonly long[] _slices = new long[Slices];
    private readonly long[,] _counts = new long[Slices, kinds];

    /// <summary>Counts one.</summary>
    public void Add(int kind)
    {
        lock (_lock)
            _counts[Turn(), kind]++;
    }

    /// <summary>The sum of the window.</summary>
    public long Of(int kind)
    {
        lock (_lock)
        {
            var oldest = _slices[Turn()] - (_slices.Length - 1);
            long sum = 0;
            for (var i = 0; i < _slices.Length; i++)
            {
                if (_slices[i] >= oldest)
                    sum += _counts[i, kind];
            }

            return sum;
        }
    }

    /// <summary>The place of the slice of this moment, emptied when it held an older one.</summary>
    private int Turn()
    {
        var slice = time.GetUtcNow().UtcTicks / Slice.Ticks;
        var place = (int)(slice % _slices.Length);
        if (_slices[place] != slice)
        {
            _slices[place] = slice;
            for (var kind = 0; kind < kinds; kind++)
                _counts[place, kind] = 0;
        }

        return place;
    }
}
