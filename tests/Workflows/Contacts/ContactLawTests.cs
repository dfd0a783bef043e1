using System.Collections.Immutable;
using Campaigns.Workflows.Contacts;
using CsCheck;
using NodaTime;

namespace Campaigns.Workflows.Tests.Contacts;

/// <summary>Random policies, ledgers and requests against rules written down a second time, as plainly as can be.</summary>
public sealed class ContactLawTests
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Madrid"];
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 27, 0, 0); // the clocks go forward on the 29th
    private static readonly Duration Minute = Duration.FromMinutes(1);

    private sealed record Rules(ImmutableArray<(int From, int To)> Quiet, ImmutableArray<(int Limit, int Hours)> Rolling, int DayLimit, int GapHours);

    private static readonly Gen<Rules> AnyRules = Gen.Select(
        Gen.Select(Gen.Int[0, 47], Gen.Int[1, 20], (from, length) => (from * 30, (from + length) % 48 * 30)).Array[0, 2],
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 60]).Array[0, 2],
        Gen.Int[1, 3], Gen.Int[0, 12],
        (quiet, rolling, day, gap) => new Rules([.. quiet.Where(q => q.Item1 != q.Item2)], [.. rolling], day, gap));

    [Fact]
    public void Deferral_IsTheEarliestMinuteThatEveryRuleAllows() =>
        Gen.Select(AnyRules, Gen.Int[0, 5 * 24 * 60].Array[0, 8], Gen.Int[0, 3 * 24 * 60]).Sample((rules, contacts, asked) =>
        {
            var ledger = Ledger(contacts);
            var now = Start + (Minute * asked);
            var answer = Decide(rules, ledger, now, 0);
            var expected = now;
            while (!Allows(rules, ledger, expected))
                expected += Minute;
            Assert.Equal(expected, answer switch
            {
                ContactAnswer.Reserved reserved => reserved.At,
                ContactAnswer.Deferred deferred => deferred.Until,
                _ => throw new InvalidOperationException(answer.ToString()),
            });
        }, iter: 150);

    [Fact]
    public void WhateverIsGranted_NoWindowIsOverItsLimit_NothingIsInQuietHours_AndTheGapIsKept() =>
        Gen.Select(AnyRules, Gen.Int[0, 600].Array[1, 25]).Sample((rules, pauses) =>
        {
            var ledger = ContactLedger.Empty;
            var now = Start;
            for (var i = 0; i < pauses.Length; i++)
            {
                now += Minute * pauses[i];
                var at = Decide(rules, ledger, now, i) switch
                {
                    ContactAnswer.Reserved reserved => reserved.At,
                    ContactAnswer.Deferred deferred when i % 2 == 0 => deferred.Until, // some come before their turn, some at it
                    _ => (Instant?)null,
                };
                if (at is { } granted && Decide(rules, ledger, granted, i) is ContactAnswer.Reserved)
                    ledger = ledger.With(Entry(i, granted));
            }

            foreach (var entry in ledger.Entries)
                Assert.True(Allows(rules, ledger.Without(entry.Message), entry.At), $"{entry.At} is not allowed");
        }, iter: 500);

    private static ContactAnswer Decide(Rules rules, ContactLedger ledger, Instant now, int number)
    {
        var policy = new ContactPolicy
        {
            TimeZone = Zone,
            QuietHours = [.. rules.Quiet.Select(q => new QuietHours([], [], Time(q.From), Time(q.To), Duration.Zero))],
            Caps = [.. rules.Rolling.Select((cap, i) => Desk.Rolling(cap.Limit, Duration.FromHours(cap.Hours), $"r{i}")), Desk.Calendar(rules.DayLimit, CalendarUnit.Day, "day")],
            Gap = rules.GapHours == 0 ? null : new ContactGap(Duration.FromHours(rules.GapHours), []),
        };
        var request = new ContactRequest(new($"asked{number}"), [Channel.Sms], "renewal", 50, new("test"), new("test~x~1"), new("s"), now + Duration.FromDays(300));
        return ContactDecision.Decide(request, ledger, Desk.Reachable(Zone.Id), policy, now);
    }

    private static bool Allows(Rules rules, ContactLedger ledger, Instant at)
    {
        if (rules.Quiet.Any(quiet => IsQuiet(quiet.From, quiet.To, at)))
            return false;
        var all = ledger.Entries.Select(entry => entry.At).ToList();
        if (rules.GapHours > 0 && all.Any(other => Apart(other, at) < Duration.FromHours(rules.GapHours)))
            return false;
        if (all.Count(other => other.InZone(Zone).Date == at.InZone(Zone).Date) >= rules.DayLimit)
            return false;
        // A half-open window is fullest when it begins with one of the contacts.
        var withThis = all.Append(at).ToList();
        return rules.Rolling.All(cap => withThis.All(begin =>
            at < begin || at >= begin + Duration.FromHours(cap.Hours) || withThis.Count(t => t >= begin && t < begin + Duration.FromHours(cap.Hours)) <= cap.Limit));
    }

    /// <summary>Walks over the days around: from the first occurrence of the one time to that of the other, skipped ones moved to the end of the skip.</summary>
    private static bool IsQuiet(int from, int to, Instant at)
    {
        for (var back = 0; back <= 1; back++)
        {
            var day = at.InZone(Zone).Date.PlusDays(-back);
            var (begin, end) = (First(day + Time(from)), First((to <= from ? day.PlusDays(1) : day) + Time(to)));
            if (at >= begin && at < end)
                return true;
        }

        return false;
    }

    private static Instant First(LocalDateTime local)
    {
        var mapping = Zone.MapLocal(local);
        return mapping.Count == 0 ? mapping.LateInterval.Start : mapping.First().ToInstant();
    }

    private static Duration Apart(Instant a, Instant b) => a < b ? b - a : a - b;

    private static LocalTime Time(int minutes) => LocalTime.FromMinutesSinceMidnight(minutes);

    private static ContactLedger Ledger(int[] minutes) => minutes.Distinct().Select((at, i) => Entry(i, Start + (Minute * at))).Aggregate(ContactLedger.Empty, (ledger, entry) => ledger.With(entry));

    private static LedgerEntry Entry(int number, Instant at) =>
        new(new($"m{number}"), ContactStatus.Reserved, at, Channel.Sms, "renewal", 50, new("test~x~1"), new("s"));
}
