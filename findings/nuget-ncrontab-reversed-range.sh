#!/usr/bin/env bash
# Package:  NCrontab.Signed 3.4.0 (NuGet), the parser behind timer triggers of Azure Functions; Cronos 0.13.0 beside it.
# Expected: A range that begins later than it ends, such as the hours 22-6, either wraps around (Cronos) or is refused
#           (cron-parser and croner of npm). crontab(5) and NCrontab's page on expressions describe first-last only.
# Happens:  The ends are swapped silently: 22-6 means 6-22, Fri-Mon means Mon-Fri, Nov-Feb means February to
#           November. The schedule is nearly the complement of what was written.
# Output:   below.
# Means:    A nightly batch written as hours 22-6 runs all day and not at night; messages meant for the weekend leave on
#           working days. Write 22-23,0-6 and Fri,Sat,Sun,Mon, and refuse reversed ranges before a parser sees them.
. "$(dirname "$0")/lib/harness.sh"

dotnet_program NCrontab.Signed@3.4.0 Cronos@0.13.0 <<'CS'
using Cronos;
using NCrontab;

var from = new DateTime(2025, 1, 5, 23, 59, 0, DateTimeKind.Utc); // a Sunday
void Compare(string expression, TimeSpan length, Func<DateTime, object> part)
{
    string Show(IEnumerable<DateTime> times) => string.Join(" ", times.Select(part).Distinct());
    Console.WriteLine(expression);
    Console.WriteLine($"  NCrontab: {Show(CrontabSchedule.Parse(expression).GetNextOccurrences(from, from + length))}");
    Console.WriteLine($"  Cronos:   {Show(CronExpression.Parse(expression).GetOccurrences(from, from + length))}");
}

Compare("0 22-6 * * *", TimeSpan.FromDays(1), time => time.Hour);
Compare("0 9 * * Fri-Mon", TimeSpan.FromDays(7), time => time.ToString("ddd"));
Compare("0 9 1 Nov-Feb *", TimeSpan.FromDays(365), time => time.ToString("MMM"));
CS
dotnet_run
expect <<'TXT'
0 22-6 * * *
  NCrontab: 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22
  Cronos:   0 1 2 3 4 5 6 22 23
0 9 * * Fri-Mon
  NCrontab: Mon Tue Wed Thu Fri
  Cronos:   Mon Fri Sat Sun
0 9 1 Nov-Feb *
  NCrontab: Feb Mar Apr May Jun Jul Aug Sep Oct Nov
  Cronos:   Feb Nov Dec Jan
TXT
