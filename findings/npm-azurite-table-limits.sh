#!/usr/bin/env bash
# Package:  azurite 3.37.0 (npm); Azure.Data.Tables 12.13.0 (NuGet) as its client
# Expected: As Table storage documents: all entities of a transaction have one PartitionKey, and a transaction has at most
#           100 of them (learn.microsoft.com, "Performing entity group transactions": else 400); an entity has at most 252
#           properties of its own and 1 MiB, and names of properties are C# identifiers ("Understanding the Table service
#           data model").
# Happens:  Azurite takes a transaction over two partitions, an entity of more than 1 MiB, one of 253 properties and a
#           property named a-b. A transaction of 101 is refused in a form that the client cannot read: no status, no code.
# Output:   below.
# Means:    Code whose batches cross a partition, or whose rows grow too large, passes every test on the emulator and
#           fails in Azure. Check these limits in code before the call, and test the check.
. "$(dirname "$0")/lib/harness.sh"

npm_install azurite@3.37.0
azurite_start
dotnet_program Azure.Data.Tables@12.13.0 <<'CS'
using Azure;
using Azure.Data.Tables;

// The key of every Azurite, as its documentation gives it.
const string key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
var table = new TableClient(
    new Uri($"http://127.0.0.1:{args[0]}/devstoreaccount1"), "limits", new TableSharedKeyCredential("devstoreaccount1", key));
await table.CreateAsync();

async Task Try(string title, Func<Task> call)
{
    try
    {
        await call();
        Console.WriteLine($"{title}: taken");
    }
    catch (RequestFailedException error)
    {
        Console.WriteLine($"{title}: {error.Status} {error.ErrorCode}");
    }
    catch (InvalidOperationException)
    {
        Console.WriteLine($"{title}: InvalidOperationException");
    }
}

TableEntity Filled(string row, int properties, Func<int, object> value)
{
    var entity = new TableEntity("p", row);
    for (var i = 0; i < properties; i++)
        entity[$"x{i}"] = value(i);
    return entity;
}

TableTransactionAction Put(string partition, string row) => new(TableTransactionActionType.UpsertReplace, new TableEntity(partition, row));

await Try("two partitions", () => table.SubmitTransactionAsync([Put("p1", "a"), Put("p2", "b")]));
foreach (var (partition, row) in new[] { ("p1", "a"), ("p2", "b") })
    Console.WriteLine($"  {partition}/{row} is there: {table.GetEntityIfExists<TableEntity>(partition, row).HasValue}");
await Try("101 entities", () => table.SubmitTransactionAsync(Enumerable.Range(0, 101).Select(i => Put("p", $"r{i}"))));
await Try("253 properties", () => table.AddEntityAsync(Filled("wide", 253, i => i)));
await Try("17 properties of 64 KiB", () => table.AddEntityAsync(Filled("large", 17, _ => new string('x', 32 * 1024))));
await Try("a property named a-b", () => table.AddEntityAsync(new TableEntity("p", "name") { ["a-b"] = 1 }));
await Try("a property of more than 64 KiB", () => table.AddEntityAsync(Filled("long", 1, _ => new string('x', 32 * 1024 + 1))));
CS
dotnet_run "$table_port"
expect <<'TXT'
two partitions: taken
  p1/a is there: True
  p2/b is there: True
101 entities: InvalidOperationException
253 properties: taken
17 properties of 64 KiB: taken
a property named a-b: taken
a property of more than 64 KiB: 400 PropertyValueTooLarge
TXT
