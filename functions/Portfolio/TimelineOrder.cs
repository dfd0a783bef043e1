namespace Campaigns.Portfolio;

/// <summary>Time, then the map's order of events, then customer, policy and line: total, so that a replay is always the same.</summary>
internal sealed class TimelineOrder : IComparer<TimelineEvent>
{
    public static TimelineOrder Instance { get; } = new();

    public int Compare(TimelineEvent? x, TimelineEvent? y)
    {
        var order = x!.At.CompareTo(y!.At);
        if (order == 0)
            order = x.Order.CompareTo(y.Order);
        if (order == 0)
            order = string.CompareOrdinal(x.Customer.Value, y.Customer.Value);
        if (order == 0)
            order = string.CompareOrdinal(x.Policy?.Value, y.Policy?.Value);
        return order == 0 ? x.Line.CompareTo(y.Line) : order;
    }
}
