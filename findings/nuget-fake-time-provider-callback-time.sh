#!/usr/bin/env bash
# Package:  Microsoft.Extensions.TimeProvider.Testing 10.11.0 (NuGet)
# Expected: FakeTimeProvider replaces the clock of a test ("deterministic", says its documentation). Advancing by 35
#           seconds should show a timer of 10 seconds the times :10, :20 and :30, and a loop of three delays of 10
#           seconds should be over, as with a real clock.
# Happens:  The clock is set to the end first and then calls what was due: every callback reads :35. A timer or delay
#           that a callback starts counts from :35 too, so a loop of delays gets one round however far one advances.
#           (Known: issue 5722 of dotnet/extensions.)
# Output:   below.
# Means:    A test that advances by a day sees every quiet-hour check, window and retry of that day at its last instant,
#           and periodic work only once. Advance in steps no larger than the shortest timer, or keep a clock of your own
#           that moves from one due instant to the next.
. "$(dirname "$0")/lib/harness.sh"

dotnet_program Microsoft.Extensions.TimeProvider.Testing@10.11.0 <<'CS'
using Microsoft.Extensions.Time.Testing;

FakeTimeProvider Clock() => new(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
var ten = TimeSpan.FromSeconds(10);
Task Loop(FakeTimeProvider clock, List<string> seen) => Task.Run(async () =>
{
    for (var i = 0; i < 3; i++)
    {
        await Task.Delay(ten, clock);
        seen.Add($":{clock.GetUtcNow():ss}");
    }
});

foreach (var steps in new[] { 1, 7 })
{
    var clock = Clock();
    List<string> timer = [], twoTimers = [], chained = [];
    using var periodic = clock.CreateTimer(_ => timer.Add($":{clock.GetUtcNow():ss}"), null, ten, ten);
    ITimer? second = null;
    using var first = clock.CreateTimer(
        _ => second = clock.CreateTimer(_ => chained.Add($":{clock.GetUtcNow():ss}"), null, ten, Timeout.InfiniteTimeSpan),
        null, ten, Timeout.InfiniteTimeSpan);
    for (var i = 0; i < steps; i++)
        clock.Advance(TimeSpan.FromSeconds(35.0 / steps));
    Console.WriteLine($"35 seconds in {steps} step{(steps > 1 ? "s" : "")}: timer of 10 s at {string.Join(" ", timer)}; "
        + $"timer set by it at {(chained.Count == 0 ? "never" : string.Join(" ", chained))}");
    second?.Dispose();
}
CS
dotnet_run
expect <<'TXT'
35 seconds in 1 step: timer of 10 s at :35 :35 :35; timer set by it at never
35 seconds in 7 steps: timer of 10 s at :10 :20 :30; timer set by it at :20
TXT
