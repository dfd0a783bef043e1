namespace Campaigns.Azure.Tests.Support;

/// <summary>Counts the firings of a clock, and waits for them.</summary>
internal sealed class Rings
{
    private readonly List<DateTime> _at = [];

    public int Count
    {
        get
        {
            lock (_at)
                return _at.Count;
        }
    }

    /// <summary>It has fired.</summary>
    /// <returns>Which firing this is: 1 for the first.</returns>
    public int Add()
    {
        lock (_at)
        {
            _at.Add(DateTime.UtcNow);
            return _at.Count;
        }
    }

    /// <summary>Waits until one has come at an instant or after it.</summary>
    public Task AfterAsync(DateTime instant) =>
        Waiting.UntilAsync(() => Task.FromResult(Any(instant)), () => $"a ring after {instant:O}; there were {Count}");

    private bool Any(DateTime since)
    {
        lock (_at)
            return _at.Exists(at => at >= since);
    }

    /// <summary>Waits until there are so many.</summary>
    public Task AreAsync(int count) =>
        Waiting.UntilAsync(() => Task.FromResult(Count >= count), () => $"{count} rings; there were {Count}");
}
