#!/usr/bin/env bash
# Package:  Microsoft.Data.Sqlite 10.0.12 (NuGet) on SQLitePCLRaw.bundle_e_sqlite3 3.0.5
# Expected: Parameters compare as their .NET values do: 5 is not less than 1, and 09:00 +08:00 is before 02:00 UTC.
# Happens:  decimal and DateTimeOffset are bound as text (a documented mapping). SQLite converts that text to a number
#           only where the other side is a column of numeric affinity; beside sum(), count(*), an arithmetic expression or
#           another parameter every number sorts before every text. DateTimeOffset keeps its offset in the text and is
#           compared letter by letter, so values of different offsets are ordered by their wall clocks.
# Output:   below; double and UTC values beside them.
# Means:    HAVING sum(premium) > @min never holds, a cap on count(*) never bites, and `due <= @now` misses for eight hours
#           what is due in Hong Kong. Bind money as integers of cents or cast the parameter; store instants in UTC or as
#           integers.
. "$(dirname "$0")/lib/harness.sh"

dotnet_program Microsoft.Data.Sqlite.Core@10.0.12 SQLitePCLRaw.bundle_e_sqlite3@3.0.5 <<'CS'
using Microsoft.Data.Sqlite;

SQLitePCL.Batteries_V2.Init();
using var connection = new SqliteConnection("Data Source=:memory:");
connection.Open();
object? Ask(string sql, params object[] values)
{
    using var command = connection.CreateCommand();
    command.CommandText = sql;
    foreach (var value in values)
        command.Parameters.AddWithValue($"@p{command.Parameters.Count}", value);
    return command.ExecuteScalar();
}

Ask("create table policies (premium real, due text)");
Ask("insert into policies values (5, @p0)", new DateTimeOffset(2025, 3, 30, 9, 0, 0, TimeSpan.FromHours(8)));
string Holds(string condition, params object[] values) => Ask($"select {condition} from policies", values) is 1L ? "true" : "false";
Console.WriteLine($"premium > 1m:           {Holds("premium > @p0", 1m)}");
Console.WriteLine($"premium * 2 > 1m:       {Holds("premium * 2 > @p0", 1m)}");
Console.WriteLine($"sum(premium) > 1m:      {Holds("sum(premium) > @p0", 1m)}");
Console.WriteLine($"sum(premium) > 1.0:     {Holds("sum(premium) > @p0", 1.0)}");
Console.WriteLine($"count(*) >= 1m:         {Holds("count(*) >= @p0", 1m)}");
Console.WriteLine($"9.5m < 10m:             {Holds("@p0 < @p1", 9.5m, 10m)}");
Console.WriteLine($"09:00+08:00 <= 02:00Z:  {Holds("due <= @p0", new DateTimeOffset(2025, 3, 30, 2, 0, 0, TimeSpan.Zero))}");
Ask("update policies set due = @p0", new DateTimeOffset(2025, 3, 30, 1, 0, 0, TimeSpan.Zero));
Console.WriteLine($"01:00Z <= 02:00Z:       {Holds("due <= @p0", new DateTimeOffset(2025, 3, 30, 2, 0, 0, TimeSpan.Zero))}");
CS
dotnet_run
expect <<'TXT'
premium > 1m:           true
premium * 2 > 1m:       false
sum(premium) > 1m:      false
sum(premium) > 1.0:     true
count(*) >= 1m:         false
9.5m < 10m:             false
09:00+08:00 <= 02:00Z:  false
01:00Z <= 02:00Z:       true
TXT
