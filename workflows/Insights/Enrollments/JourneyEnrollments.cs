using System.Runtime.CompilerServices;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;

namespace Campaigns.Insights.Enrollments;

/// <summary>The enrollments of a journey, over all customers of a store.</summary>
public static class JourneyEnrollments
{
    /// <summary>Reads those of several journeys that are running, customer by customer.</summary>
    /// <param name="rows">The store.</param>
    /// <param name="journeys">The journeys.</param>
    /// <param name="cancel">Stops it.</param>
    public static async IAsyncEnumerable<CustomerEnrollment> ReadAsync(
        IRowStore rows, IReadOnlySet<JourneyId> journeys, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var ofCustomer in CustomerScan.ReadAsync(rows, (_, record, _) => ValueTask.FromResult(record.Enrollments.Values
            .Where(e => journeys.Contains(e.Journey)).Select(e => new CustomerEnrollment(record, e)).ToList()), cancel))
        {
            foreach (var enrollment in ofCustomer)
                yield return enrollment;
        }
    }

    /// <summary>Reads them, customer by customer.</summary>
    /// <param name="rows">The store.</param>
    /// <param name="journey">The journey.</param>
    /// <param name="finished">Whether those that are over are read too, which takes one more read for each customer.</param>
    /// <param name="cancel">Stops it.</param>
    public static async IAsyncEnumerable<CustomerEnrollment> ReadAsync(
        IRowStore rows, JourneyId journey, bool finished, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var ofCustomer in CustomerScan.ReadAsync(rows, async (customers, record, token) =>
        {
            var found = record.Enrollments.Values.Where(e => e.Journey == journey).Select(e => new CustomerEnrollment(record, e)).ToList();
            if (finished)
            {
                await foreach (var over in customers.ReadFinishedAsync(record.Id, journey, token))
                    found.Add(new(record, over));
            }

            return found;
        }, cancel))
        {
            foreach (var enrollment in ofCustomer)
                yield return enrollment;
        }
    }
}

/// <summary>An enrollment and whose it is.</summary>
/// <param name="Customer">The customer, with the data they have now.</param>
/// <param name="Enrollment">The enrollment.</param>
public sealed record CustomerEnrollment(CustomerRecord Customer, EnrollmentRecord Enrollment);
