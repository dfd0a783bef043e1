#!/usr/bin/env bash
# Package:  Azure.Data.Tables 12.13.0 (NuGet), against Azurite 3.37.0 (npm), which stores what it is sent
# Expected: Types that Table storage does not know are refused, as DateOnly, uint and short are (NotSupportedException);
#           decimal is none of its types (learn.microsoft.com, "Understanding the Table service data model").
# Happens:  decimal is written as a bare JSON number. A model class with a decimal property reads it back as 0, without an
#           error. In a TableEntity 12.50m comes back as a double and 12m as an int, and GetDouble on the latter throws.
# Output:   below.
# Means:    Every premium of a typed entity is zero after a restart, and a test with a mocked table does not see it. Store
#           money as long in cents, or as text.
. "$(dirname "$0")/lib/harness.sh"

npm_install azurite@3.37.0
azurite_start
dotnet_program Azure.Data.Tables@12.13.0 <<'CS'
using Azure;
using Azure.Data.Tables;

// The key of every Azurite, as its documentation gives it.
const string key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
var table = new TableClient(
    new Uri($"http://127.0.0.1:{args[0]}/devstoreaccount1"), "policies", new TableSharedKeyCredential("devstoreaccount1", key));
await table.CreateAsync();

await table.AddEntityAsync(new Policy { PartitionKey = "p", RowKey = "typed", Premium = 1234.56m, Cents = 123456 });
var stored = (await table.GetEntityAsync<TableEntity>("p", "typed")).Value;
var read = (await table.GetEntityAsync<Policy>("p", "typed")).Value;
Console.WriteLine($"stored: {stored["Premium"]} ({stored["Premium"].GetType().Name})");
Console.WriteLine($"model:  premium {read.Premium}, cents {read.Cents}");

await table.AddEntityAsync(new TableEntity("p", "loose") { ["half"] = 12.50m, ["whole"] = 12m });
var loose = (await table.GetEntityAsync<TableEntity>("p", "loose")).Value;
foreach (var name in new[] { "half", "whole" })
    Console.WriteLine($"entity: {name} is {loose[name]} ({loose[name].GetType().Name})");
try
{
    loose.GetDouble("whole");
}
catch (InvalidOperationException)
{
    Console.WriteLine("GetDouble of 12m: InvalidOperationException");
}

try
{
    await table.AddEntityAsync(new TableEntity("p", "refused") { ["due"] = new DateOnly(2025, 3, 30) });
}
catch (NotSupportedException)
{
    Console.WriteLine("DateOnly: NotSupportedException");
}

public sealed class Policy : ITableEntity
{
    public string PartitionKey { get; set; } = "";
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public decimal Premium { get; set; }
    public long Cents { get; set; }
}
CS
dotnet_run "$table_port"
expect <<'TXT'
stored: 1234.56 (Double)
model:  premium 0, cents 123456
entity: half is 12.5 (Double)
entity: whole is 12 (Int32)
GetDouble of 12m: InvalidOperationException
DateOnly: NotSupportedException
TXT
