namespace Campaigns.Growth.Benchmarks;

/// <summary>What may grow, by name.</summary>
internal static class Axes
{
    public static readonly IReadOnlyDictionary<string, Func<IAsyncEnumerable<Figure>>> All =
        new Dictionary<string, Func<IAsyncEnumerable<Figure>>>(StringComparer.Ordinal)
        {
            ["customers"] = CustomersAxis.MeasureAsync,
            ["timeline"] = TimelineAxis.MeasureAsync,
            ["past"] = PastAxis.MeasureAsync,
            ["journeys"] = JourneysAxis.MeasureAsync,
            ["policies"] = PoliciesAxis.MeasureAsync,
            ["contacts"] = ContactsAxis.MeasureAsync,
            ["batch"] = BatchAxis.MeasureAsync,
        };
}
