using System.Collections.Immutable;

namespace Campaigns.Insights.Pressure;

/// <summary>How many contacts the customers of a portfolio got in one calendar month.</summary>
/// <param name="Year">The year.</param>
/// <param name="Month">The month, 1 to 12.</param>
/// <param name="Customers">How many customers got 0, 1, 2, … contacts: the index is the number of contacts; the last is never 0
/// customers.</param>
public sealed record MonthPressure(int Year, int Month, ImmutableArray<long> Customers)
{
    /// <summary>All contacts of the month.</summary>
    public long Contacts => Customers.Select((customers, contacts) => customers * contacts).Sum();

    /// <summary>Customers who got at least one.</summary>
    public long Contacted => Customers.Skip(1).Sum();

    /// <summary>Contacts for each customer, those with none included.</summary>
    public double Mean => Customers.Sum() is > 0 and var all ? (double)Contacts / all : 0;

    /// <summary>95 of 100 customers got no more than this (nearest rank).</summary>
    public int P95 => Percentile(95);

    /// <summary>The most any customer got.</summary>
    public int Max => Math.Max(0, Customers.Length - 1);

    private int Percentile(int percent)
    {
        var rank = (Customers.Sum() * percent + 99) / 100;
        long seen = 0;
        for (var contacts = 0; contacts < Customers.Length; contacts++)
        {
            seen += Customers[contacts];
            if (seen >= rank)
                return contacts;
        }

        return 0;
    }
}
