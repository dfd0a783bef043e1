using System.Collections.Immutable;

namespace Campaigns.Insights.Pressure;

/// <summary>Counts customers by month and number of contacts.</summary>
internal sealed class ContactTally
{
    private readonly SortedDictionary<int, List<long>> _months = [];

    public long Customers { get; private set; }

    public void Add(CustomerTally customer)
    {
        Customers++;
        foreach (var (month, contacts) in customer.Months)
        {
            if (!_months.TryGetValue(month, out var customers))
                _months[month] = customers = [0];
            while (customers.Count <= contacts)
                customers.Add(0);
            customers[contacts]++;
        }
    }

    /// <summary>Adds what another has counted.</summary>
    public void Add(ContactTally other)
    {
        Customers += other.Customers;
        foreach (var (month, counts) in other._months)
        {
            if (!_months.TryGetValue(month, out var customers))
                _months[month] = customers = [0];
            while (customers.Count < counts.Count)
                customers.Add(0);
            for (var i = 0; i < counts.Count; i++)
                customers[i] += counts[i];
        }
    }

    public ImmutableArray<MonthPressure> Months()
    {
        if (_months.Count == 0)
            return [];
        var first = _months.Keys.First();
        return [.. Enumerable.Range(first, _months.Keys.Last() - first + 1).Select(Month)];
    }

    private MonthPressure Month(int month)
    {
        var customers = _months.GetValueOrDefault(month) ?? [0];
        return new(month / 12, (month % 12) + 1, [Customers - customers.Sum(), .. customers.Skip(1)]);
    }
}
