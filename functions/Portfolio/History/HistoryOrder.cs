namespace Campaigns.Portfolio.History;

/// <summary>
/// Time, then the map's order of events, then customer, policy and line: total, so that a replay is always the same. By customer it is the
/// same within each.
/// </summary>
internal sealed class HistoryOrder : IComparer<HistoryEvent>
{
    private readonly bool _byCustomer;

    private HistoryOrder(bool byCustomer) => _byCustomer = byCustomer;

    public static HistoryOrder ByTime { get; } = new(byCustomer: false);

    public static HistoryOrder ByCustomer { get; } = new(byCustomer: true);

    public int Compare(HistoryEvent? x, HistoryEvent? y)
    {
        var order = _byCustomer ? string.CompareOrdinal(x!.Customer.Value, y!.Customer.Value) : 0;
        if (order == 0)
            order = x!.At.CompareTo(y!.At);
        if (order == 0)
            order = x!.Order.CompareTo(y!.Order);
        if (order == 0)
            order = string.CompareOrdinal(x!.Customer.Value, y!.Customer.Value);
        if (order == 0)
            order = string.CompareOrdinal(x!.Policy?.Value, y!.Policy?.Value);
        return order == 0 ? x!.Line.CompareTo(y!.Line) : order;
    }
}
