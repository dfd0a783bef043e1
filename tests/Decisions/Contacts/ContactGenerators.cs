using System.Collections.Immutable;
using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using CsCheck;
using NodaTime;

namespace Campaigns.Decisions.Tests.Contacts;

/// <summary>Random policies, ledgers and requests, on whole minutes around the night the clocks go forward in Madrid.</summary>
internal static class ContactGenerators
{
    public static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Madrid"];
    public static readonly Instant Start = Instant.FromUtc(2026, 3, 27, 0, 0);
    public static readonly Duration Minute = Duration.FromMinutes(1);
    private static readonly ImmutableArray<string> Categories = ["renewal", "crosssell", "service"];
    private static readonly ImmutableArray<Channel> Channels = [Channel.Sms, Channel.Email];

    private static readonly Gen<ImmutableHashSet<string>> SomeCategories =
        Gen.Int[0, 3].Select(which =>
            (ImmutableHashSet<string>)(which switch
            {
                0 => ["renewal"],
                1 => ["renewal", "crosssell"],
                2 =>
                ["renewal", "crosssell", "service"],
                _ => []
            }));

    private static readonly Gen<FrequencyCap> AnyCap = Gen.Select(
        Gen.Int[1, 3], Gen.Int[-3, 60], SomeCategories, SomeCategories, Gen.Int[0, 3],
        (limit, window, limits, counts, channels) => new FrequencyCap("c", limit, window switch
        {
            -3 => new CapWindow.Calendar(CalendarUnit.Month),
            -2 => new CapWindow.Calendar(CalendarUnit.Week),
            <= 0 => new CapWindow.Calendar(CalendarUnit.Day),
            _ => new CapWindow.Rolling(Duration.FromHours(window)),
        })
        {
            // A cap that holds back what it does not count, or the other way round, promises less: the laws say which.
            Limits = limits,
            Counts = limits.Union(counts),
            Channels = channels == 0 ? [Channel.Sms] : [],
        });

    private static readonly Gen<QuietHours> AnyQuiet = Gen.Select(Gen.Int[0, 47], Gen.Int[1, 20], (from, length) =>
        new QuietHours([], [], Time(from * 30), Time((from + length) % 48 * 30), Duration.Zero));

    public static readonly Gen<ContactPolicy> Policy = Gen.Select(
        AnyQuiet.Array[0, 2], AnyCap.Array[0, 3], Gen.Int[0, 20], SomeCategories, Gen.Int[0, 72],
        (quiet, caps, gap, ofGap, ahead) => new ContactPolicy
        {
            TimeZone = Zone,
            QuietHours = [.. quiet],
            Caps = [.. caps.Select((cap, i) => cap with { Id = $"c{i}" })],
            Gap = gap == 0 ? null : new ContactGap(Duration.FromHours(gap), ofGap),
            LookAhead = Duration.FromHours(ahead),
            Exempt = ["service"],
        });

    /// <summary>Sent ones before noon of the second day, reserved and planned ones after it.</summary>
    public static readonly Gen<ContactLedger> Ledger =
        Gen.Select(Gen.Int[0, 36 * 60], Gen.Int[36 * 60, 6 * 24 * 60], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[1, 4], Gen.Int[0, 1])
        .Array[0, 10].Select(entries =>
            entries.Select((e, i) =>
            {
                var (past, future, status, category, priority, channel) = e;
                return new LedgerEntry(
                    new($"m{i:D2}"), status switch { 0 => ContactStatus.Sent, 1 => ContactStatus.Reserved, _ => ContactStatus.Planned },
                    Start + (Minute * (status == 0 ? past : future)), Channels[channel], Categories[category], priority * 10,
                    new($"j{priority}~x~{i}"), new("s"))
                {
                    Deadline = Start + Duration.FromDays(60),
                };
            }).Aggregate(ContactLedger.Empty, (ledger, entry) => ledger.With(entry)));

    /// <summary>Noon of the second day.</summary>
    public static Instant Now => Start + Duration.FromHours(36);

    public static readonly Gen<ContactRequest> Request =
        Gen.Select(Gen.Int[0, 1], Gen.Int[1, 4], Gen.Int[0, 1], Gen.Int[-600, 3000], (category, priority, channel, preference) =>
        Ask("asked", Categories[category], priority * 10, Channels[channel])
        with
        { NotBefore = preference <= 0 ? null : Now + (Minute * preference) });

    public static ContactRequest Ask(string message, string category, int priority, Channel channel) => new(
        new(message), [channel], category, priority, new($"j{priority}"), new($"j{priority}~x~{message}"), new("s"),
        Start + Duration.FromDays(90));

    public static ContactResult Decide(ContactPolicy policy, ContactLedger ledger, ContactRequest request) =>
        ContactDecision.Decide(request, ledger, ContactPolicyProbe.Reachable(Zone.Id), policy, Now);

    /// <summary>When the answer says it may go; null: never.</summary>
    public static Instant? When(ContactResult answer) => answer switch
    {
        ContactResult.Reserved reserved => reserved.At,
        ContactResult.Deferred deferred => deferred.Until,
        _ => null,
    };

    private static LocalTime Time(int minutes) => LocalTime.FromMinutesSinceMidnight(minutes);
}
