#!/usr/bin/env bash
# Package:  SQLitePCLRaw.bundle_e_sqlite3 3.0.5 (NuGet), which brought SQLite 3.53.4
# Expected: A statement is compiled once and run many times. sqlite.org on sqlite3_prepare_v2 names what leads to an
#           automatic compilation anew after a binding: a parameter of the WHERE clause that might influence the query
#           plan (the left side of LIKE or GLOB, or an indexed column with STAT4).
# Happens:  A bare parameter as LIMIT does it too, at every run and also when the same number is bound again. The counter
#           SQLITE_STMTSTATUS_REPREPARE shows it. `limit ? + 0` does not.
# Output:   below, 20 runs each.
# Means:    "Next page" and "take n due" are the hottest queries of a queue or timer table, and there each run pays for
#           parsing and planning. Write the parameter as a sum.
. "$(dirname "$0")/lib/harness.sh"

dotnet_program SQLitePCLRaw.bundle_e_sqlite3@3.0.5 <<'CS'
using static SQLitePCL.raw;

const int reprepare = 5; // SQLITE_STMTSTATUS_REPREPARE
SQLitePCL.Batteries_V2.Init();
sqlite3_open(":memory:", out var database);
sqlite3_exec(database, "create table timers (due integer primary key, customer text)");
for (var i = 0; i < 50; i++)
    sqlite3_exec(database, $"insert into timers values ({i}, 'c')");

foreach (var limit in new[] { "limit ?2", "limit ?2 + 0", "limit 10" })
{
    sqlite3_prepare_v2(database, $"select due from timers where due > ?1 order by due {limit}", out var statement);
    for (var run = 0; run < 20; run++)
    {
        sqlite3_bind_int(statement, 1, run);
        if (limit.Contains('?'))
            sqlite3_bind_int(statement, 2, 10);
        while (sqlite3_step(statement) == SQLITE_ROW)
        {
        }

        sqlite3_reset(statement);
    }

    Console.WriteLine($"{limit}: compiled anew {sqlite3_stmt_status(statement, reprepare, 0)} times");
    sqlite3_finalize(statement);
}
CS
dotnet_run
expect <<'TXT'
limit ?2: compiled anew 20 times
limit ?2 + 0: compiled anew 0 times
limit 10: compiled anew 0 times
TXT
