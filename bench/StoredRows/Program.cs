// What it costs to load and to save a customer with 20 contacts and 5 enrollments: as rows, whose code is generated, and
// beside it, in turns of the same run, as the records of the domain by reflection.
//   dotnet run -c Release --project bench/StoredRows
using System.Text;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using Campaigns.StoredRows.Benchmarks;

const int turns = 41;
const int perTurn = 500;

Row[] rows =
[
    Of("a", CustomerHeadRow.Write(SampleCustomer.Head)), Of("b", CustomerProfileRow.Write(SampleCustomer.Profile)),
    .. SampleCustomer.Enrollments.Select(enrollment => Of($"e:{enrollment.Id}", EnrollmentRow.Write(enrollment))),
];
Row[] domain =
[
    Of("a", DomainJson.Write(SampleCustomer.Head)), Of("b", DomainJson.Write(SampleCustomer.Profile)),
    .. SampleCustomer.Enrollments.Select(enrollment => Of($"e:{enrollment.Id}", DomainJson.Write(enrollment))),
];
if (!Encoding.UTF8.GetString(rows[0].Body.Span).Equals(
    Encoding.UTF8.GetString(domain[0].Body.Span).Replace(",\"counts\":true", "", StringComparison.Ordinal), StringComparison.Ordinal)
    || !rows.Skip(1).Zip(domain.Skip(1)).All(pair => pair.First.Body.Span.SequenceEqual(pair.Second.Body.Span)))
    throw new InvalidOperationException("Both ways must write the same rows, but for \"counts\".");

Console.WriteLine($"{"bytes",-24}{"domain",12}{"rows",12}{"ratio",9}");
Print("row a, 20 contacts", domain[0].Body.Length, rows[0].Body.Length);
Print("all rows", domain.Sum(row => row.Body.Length), rows.Sum(row => row.Body.Length));
Compare("load", () => LoadDomain(domain), () => LoadRows(rows));
Compare("save", SaveDomain, SaveRows);
Compare("load and save", () => LoadDomain(domain) + SaveDomain(), () => LoadRows(rows) + SaveRows());

static Row Of(string key, byte[] body) => new("C-00012", key, body, "tag");

static int LoadRows(Row[] rows)
{
    RowFormat.Check(CustomerStore.Table, rows);
    var stored = new CustomerRows(rows);
    return stored.Head().Past.Count + stored.Profile()!.Consents.Length + stored.Enrollments().Count;
}

static int LoadDomain(Row[] rows) => DomainJson.Read<CustomerHead>(rows[0].Body).Past.Count
    + DomainJson.Read<CustomerProfile>(rows[1].Body).Consents.Length
    + rows.Skip(2).Select(row => DomainJson.Read<EnrollmentRecord>(row.Body)).ToDictionary(enrollment => enrollment.Id).Count;

static int SaveRows()
{
    var length = CustomerHeadRow.Write(SampleCustomer.Head).Length + CustomerProfileRow.Write(SampleCustomer.Profile).Length;
    foreach (var enrollment in SampleCustomer.Enrollments)
        length += EnrollmentRow.Write(enrollment).Length;
    return length;
}

static int SaveDomain()
{
    var length = DomainJson.Write(SampleCustomer.Head).Length + DomainJson.Write(SampleCustomer.Profile).Length;
    foreach (var enrollment in SampleCustomer.Enrollments)
        length += DomainJson.Write(enrollment).Length;
    return length;
}

// In turns, so that whatever else the machine does falls on both; the middle turn of each, after the compiler has warmed up.
static void Compare(string name, Func<int> before, Func<int> after)
{
    for (var i = 0; i < 60; i++) // until the compiler, which works in the background, is done with both
    {
        Measure(before);
        Measure(after);
    }

    var measured = Enumerable.Range(0, turns).Select(_ => (Before: Measure(before), After: Measure(after))).ToList();
    Console.WriteLine();
    Console.WriteLine($"{name,-24}{"domain",12}{"rows",12}{"ratio",9}");
    Print("CPU µs", Middle(measured.Select(turn => turn.Before.Micros)), Middle(measured.Select(turn => turn.After.Micros)));
    Console.WriteLine($"{"  ratio turn by turn",-48}{Middle(measured.Select(turn => turn.After.Micros / turn.Before.Micros)),9:P0}");
    Print("bytes allocated", measured[^1].Before.Bytes, measured[^1].After.Bytes);
}

static (double Micros, double Bytes) Measure(Func<int> action)
{
    var allocated = GC.GetAllocatedBytesForCurrentThread();
    var cpu = Environment.CpuUsage.TotalTime;
    for (var i = 0; i < perTurn; i++)
        action();
    return ((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / perTurn,
        (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)perTurn);
}

static double Middle(IEnumerable<double> values) => values.Order().ElementAt(turns / 2);

static void Print(string name, double before, double after) =>
    Console.WriteLine($"{name,-24}{before,12:N1}{after,12:N1}{after / before,9:P0}");
