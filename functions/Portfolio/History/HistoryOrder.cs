namespace Campaigns.Portfolio.History;

/// <summary>Time, then the map's order of events, then customer, policy and line: total, so that a replay is always the same.</summary>
internal sealed class HistoryOrder : IComparer<HistoryEvent>
{
    public static HistoryOrder Instance { get; } = new();

    public int Compare(HistoryEvent? x, HistoryEvent? y)
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
