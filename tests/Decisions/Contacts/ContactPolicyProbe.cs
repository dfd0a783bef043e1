using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Customers;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Decisions.Tests.Contacts;

/// <summary>
/// A customer asking the contact policy, in local minutes; answers read <c>granted</c>, <c>defer 2026-06-01 09:00 gap</c> or <c>refused
/// gap</c>.
/// </summary>
internal sealed record ContactPolicyProbe(ContactPolicy Rules, string Zone = "Asia/Taipei")
{
    private static readonly LocalDateTimePattern Second = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");
    private static readonly LocalDateTimePattern Minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[Zone];
    private int _messages;

    public ContactLedger Ledger { get; private set; } = ContactLedger.Empty;

    public CustomerProfile Profile { get; set; } = Reachable(Zone);

    public int? Override { get; init; }

    public bool AnyHour { get; init; }

    /// <summary>A customer whom every channel reaches, and who agreed to all.</summary>
    public static CustomerProfile Reachable(string zone) => new()
    {
        Id = new("ann"),
        Attributes = AttributeBag.Of(
            [new("phone", "+886912345678"), new("email", "ann@example.com"), new("push_token", "p"), new("wechat_id", "w"),
                new("time_zone", zone)]),
        Consents = [.. Channel.Contactable.Select(channel => new Consent(channel, "marketing", true, Instant.MinValue, "form"))],
    };

    public static ContactPolicy Policy(params FrequencyCap[] caps) =>
        new() { TimeZone = DateTimeZoneProviders.Tzdb["Asia/Taipei"], Caps = [.. caps] };

    public static FrequencyCap Rolling(int limit, Duration length, string id = "cap") => new(id, limit, new CapWindow.Rolling(length));

    public static FrequencyCap Calendar(int limit, CalendarUnit unit, string id = "cap") => new(id, limit, new CapWindow.Calendar(unit));

    public static QuietHours Quiet(string from, string to, params IsoDayOfWeek[] weekdays) =>
        new([], [.. weekdays], Time(from), Time(to), Duration.Zero);

    private static LocalTime Time(string text) => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text).Value;

    public Instant At(string local) =>
        (Second.Parse(local) is { Success: true, Value: var exact } ? exact : Minute.Parse(local).Value).InZoneLeniently(_zone).ToInstant();

    public ContactPolicyProbe Sent(params string[] locals) => Add(ContactStatus.Sent, "renewal", locals);

    public ContactPolicyProbe Reserved(params string[] locals) => Add(ContactStatus.Reserved, "renewal", locals);

    public ContactPolicyProbe Add(ContactStatus status, string category, params string[] locals)
    {
        foreach (var local in locals)
            Ledger = Ledger.With(
                new LedgerEntry(new($"m{++_messages}"), status, At(local), Channel.Sms, category, 50, new("test~x~1"), new("s")));
        return this;
    }

    /// <summary>A contact of a journey, named after it.</summary>
    public ContactPolicyProbe Add(
        ContactStatus status, string journey, int priority, string local, string category = "renewal", string? deadline = null,
        bool mayWait = true)
    {
        Ledger = Ledger.With(
            new LedgerEntry(new(journey), status, At(local), Channel.Sms, category, priority, new($"{journey}~x~1"), new("s"))
            {
                Deadline = At(local) + Duration.FromDays(7),
                Unmovable = !mayWait,
            });
        return deadline is null ? this : this with { Ledger = Ledger.With(Ledger.Find(new(journey))! with { Deadline = At(deadline) }) };
    }

    /// <summary>
    /// A journey asks, to be sent at another time than now perhaps; a grant takes its place, and whoever makes way moves.
    /// </summary>
    public (string Answer, ContactPolicyProbe After) Request(
        string local, string journey, int priority, string? at = null, string category = "renewal")
    {
        var request = new ContactRequest(
            new(journey), [Channel.Sms], category, priority, new(journey), new($"{journey}~x~1"), new("s"),
            At(local) + Duration.FromDays(60))
        {
            NotBefore = at is null ? null : At(at),
        };
        var answer = ContactDecision.Decide(request, Ledger, Profile, Rules, At(local));
        if (answer is not ContactResult.Reserved granted)
            return (Describe(answer), this);
        var after = Add(ContactStatus.Reserved, journey, priority, Format(granted.At), category);
        foreach (var displaced in granted.Displaced)
            after = after with
            {
                Ledger = displaced.Until is { } until ? after.Ledger.With(displaced.Entry with { At = until })
                : after.Ledger.Without(displaced.Entry.Message)
            };
        var bumped = granted.Displaced.Select(displaced =>
            $", {displaced.Entry.Message} {(displaced.Until is { } until ? Format(until) : "lost")} {displaced.BlockedBy.Reason}");
        return ($"granted {Format(granted.At)}{string.Concat(bumped)}", after);
    }

    /// <summary>The turn of a reserved message: who moves, where to and why; nothing when it may go.</summary>
    public string Recheck(string message, string local) => string.Join(", ", ContactDecision
        .Recheck(Ledger.Find(new(message))!, Ledger, Profile, Rules, Override, At(local))
        .Select(displaced =>
            $"{displaced.Entry.Message} {(displaced.Until is { } until ? Format(until) : "lost")} {displaced.BlockedBy.Reason}"));

    public ContactResult Decide(string local, string category = "renewal", string? deadline = null, bool mayWait = true)
    {
        var request = new ContactRequest(
            new("asked"), [Channel.Sms, Channel.Email], category, 50, new("test"), new("test~x~1"), new("s"), deadline is null
            ? At(local) + Duration.FromDays(200) : At(deadline))
        {
            MayWait = mayWait,
            LimitOverride = Override,
            AnyHour = AnyHour,
        };
        return ContactDecision.Decide(request, Ledger, Profile, Rules, At(local));
    }

    public string Request(string local, string category = "renewal", string? deadline = null, bool mayWait = true) =>
        Describe(Decide(local, category, deadline, mayWait));

    private string Describe(ContactResult answer) => answer switch
    {
        ContactResult.Reserved => "granted",
        ContactResult.Deferred deferred => $"defer {Format(deferred.Until)} {deferred.BlockedBy.Reason}",
        ContactResult.Refused refused => $"refused {refused.Reason}",
        _ => throw new InvalidOperationException(),
    };

    private string Format(Instant instant) =>
        instant.InZone(_zone).LocalDateTime is { Second: 0 } whole ? Minute.Format(whole)
        : Second.Format(instant.InZone(_zone).LocalDateTime);
}
