using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Campaigns.Model.Customers.Addresses;
using Campaigns.Model.Customers.Preferences;
using NodaTime;

namespace Campaigns.Model.Customers;

/// <summary>What is known of a customer besides policies and contacts.</summary>
public sealed record CustomerProfile
{
    /// <summary>The customer.</summary>
    public required CustomerId Id { get; init; }

    /// <summary>The <c>customer.*</c> attributes.</summary>
    public AttributeBag Attributes { get; init; } = AttributeBag.Empty;

    /// <summary>The latest answer for each channel and purpose, with its evidence.</summary>
    public ImmutableArray<Consent> Consents { get; init; } = [];

    /// <summary>Addresses that must not be tried.</summary>
    public ImmutableArray<Suppression> Suppressions { get; init; } = [];

    /// <summary>When addresses were allowed again, so that a suppression of before, which arrives later, changes nothing.</summary>
    public ImmutableArray<SuppressionLift> Lifts { get; init; } = [];

    /// <summary>The switch that always wins.</summary>
    public bool DoNotDisturb { get; init; }

    /// <summary>When and how that switch was last turned, on or off; null: never.</summary>
    public SwitchEvidence? DoNotDisturbEvidence { get; init; }

    /// <summary>How the customer prefers to be contacted; null: nothing was told.</summary>
    public CustomerPreferences? Preferences { get; init; }

    /// <summary>Addresses that bounced for now, and have taken nothing since.</summary>
    public ImmutableArray<SoftBounces> SoftBounces { get; init; } = [];

    /// <summary>At which hours the customer opened and clicked; null: not yet.</summary>
    public ResponseHours? ResponseHours { get; init; }

    /// <summary>When the customer's data is to be erased, if so.</summary>
    public Instant? ErasedAt { get; init; }

    /// <summary>The zone the customer lives in, or the fallback when none or an unknown one is given.</summary>
    public DateTimeZone ZoneOr(DateTimeZone fallback) =>
        Attributes.Text("time_zone") is { } id ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) ?? fallback : fallback;

    /// <summary>The locales in which to write to the customer, the customer's own first.</summary>
    public IReadOnlyList<string> Locales =>
        Attributes.Text("language") is { } language && !BlankText.Is(language) ? [language, "en"] : ["en"];

    /// <summary>The attribute that says of which household a customer is.</summary>
    public const string HouseholdAttribute = "household";

    /// <summary>Of which household the customer is, as the insurer calls it; null: of none that is known.</summary>
    public string? Household => Attributes[HouseholdAttribute] switch
    {
        string text when !BlankText.Is(text) => text.Trim(),
        decimal number => number.ToString("G29", CultureInfo.InvariantCulture), // 12.0 is 12
        _ => null,
    };

    /// <summary>The address for a channel; null when there is none, or what there is cannot be reached by it.</summary>
    public string? AddressOf(Channel channel) =>
        Attributes.Text(channel.AddressAttribute) is { } text ? ChannelAddress.Of(channel, text, Attributes.Text("country")) : null;

    /// <summary>Whether the latest answer for this channel and purpose is yes; no answer is no.</summary>
    public bool HasConsent(Channel channel, string purpose) => ConsentOf(channel, purpose) is { Granted: true };

    /// <summary>The latest answer for this channel and purpose, or null.</summary>
    public Consent? ConsentOf(Channel channel, string purpose)
    {
        foreach (var consent in Consents)
        {
            if (consent.Channel == channel && consent.Purpose == purpose)
                return consent;
        }

        return null;
    }

    /// <summary>The suppression in force for an address at an instant, or null.</summary>
    public Suppression? SuppressionOf(Channel channel, string address, Instant at)
    {
        if (Suppressions.IsEmpty)
            return null;
        var canonical = ChannelAddress.Canonical(channel, address);
        foreach (var suppression in Suppressions)
        {
            if (suppression.Channel == channel && !(suppression.Until <= at)
                && (suppression.Address == canonical || ChannelAddress.Canonical(channel, suppression.Address) == canonical))
                return suppression;
        }

        return null;
    }

    /// <summary>
    /// The profile with an address suppressed; those whose time is over are dropped. Of two for the same cause the later stays, whichever
    /// arrives first.
    /// </summary>
    public CustomerProfile With(Suppression suppression, Instant now)
    {
        bool IsSame(Suppression known) =>
            (known.Channel, known.Address, known.Cause) == (suppression.Channel, suppression.Address, suppression.Cause);
        var current = Suppressions.Where(known => !(known.Until <= now)).ToList();
        return current.Exists(known => IsSame(known) && known.At > suppression.At)
            ? this
            : this with { Suppressions = [.. current.Where(known => !IsSame(known)), suppression] };
    }

    /// <summary>The profile with addresses allowed again: what was suppressed until then is so no more.</summary>
    public CustomerProfile With(SuppressionLift lift)
    {
        bool IsSame(SuppressionLift known) => (known.Channel, known.Address) == (lift.Channel, lift.Address);
        return Lifts.Any(known => IsSame(known) && known.At >= lift.At)
            ? this
            : this with { Lifts = [.. Lifts.Where(known => !IsSame(known)), lift] };
    }

    /// <summary>The profile with an answer recorded; an answer that the one known outranks changes nothing.</summary>
    public CustomerProfile With(Consent consent)
    {
        var index = Consents.IndexOf(Consents.FirstOrDefault(c => c.Channel == consent.Channel && c.Purpose == consent.Purpose)!);
        if (index < 0)
            return this with { Consents = Consents.Add(consent) };
        return Consents[index].Outranks(consent) || Consents[index] == consent ? this
            : this with { Consents = Consents.SetItem(index, consent) };
    }

    /// <summary>The profile without the answer for a channel and purpose: nobody has been asked.</summary>
    public CustomerProfile WithoutConsent(Channel channel, string purpose) =>
        this with { Consents = Consents.RemoveAll(consent => consent.Channel == channel && consent.Purpose == purpose) };
}

/// <summary>A customer's answer to being contacted by a channel for a purpose, with its evidence.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Purpose">The purpose: <c>marketing</c>.</param>
/// <param name="Granted">Yes or no.</param>
/// <param name="At">When it was given.</param>
/// <param name="How">How: <c>web-form</c>, <c>branch</c>, <c>unsubscribe-link</c>.</param>
/// <param name="TextVersion">The version of the wording that was agreed to.</param>
public sealed record Consent(Channel Channel, string Purpose, bool Granted, Instant At, string How, string? TextVersion = null)
{
    /// <summary>
    /// The time of an answer that nobody noted the time of, as in most portfolios that are imported: whatever is dated is later and wins.
    /// </summary>
    public static readonly Instant Undated = Instant.FromUnixTimeTicks(0);

    /// <summary>How a refusal came that the customer's carrier told us of.</summary>
    public const string CarrierOptOut = "carrier-opt-out";

    /// <summary>The event that told it: its source and id.</summary>
    public string? Source { get; init; }

    /// <summary>For a refusal by reply: whether it took back a consent, which such a reply may give again.</summary>
    [JsonIgnore]
    public bool Withdrew { get; init; }

    /// <summary>Whether it was given in a reply, or told to the carrier: then a reply may take it back.</summary>
    [JsonIgnore]
    public bool IsByReply => How == CarrierOptOut || How == "reply" || How.EndsWith("-reply", StringComparison.Ordinal);

    /// <summary>How an answer came that was given in a reply.</summary>
    /// <param name="channel">The channel of the message; null: nobody knows.</param>
    public static string ByReply(Channel? channel) => channel is { } known ? $"{known}-reply" : "reply";

    /// <summary>
    /// Whether this answer stays in force when another comes: it was given later; or in the same second, which is as much as many systems
    /// tell, and only it refuses.
    /// </summary>
    public bool Outranks(Consent other) => Answers.Order(At, !Granted, other.At, !other.Granted) > 0;
}

/// <summary>Which of two answers to the same question is in force.</summary>
public static class Answers
{
    /// <summary>
    /// Positive when the first is in force, negative when the second is, 0 when either may be: the later second, in the same second the
    /// refusal, and among equals the later instant.
    /// </summary>
    public static int Order(Instant first, bool firstRefuses, Instant second, bool secondRefuses) =>
        first.ToUnixTimeSeconds().CompareTo(second.ToUnixTimeSeconds()) is var seconds and not 0 ? seconds
        : firstRefuses.CompareTo(secondRefuses) is var refusal and not 0 ? refusal
        : first.CompareTo(second);
}

/// <summary>When and how a switch was turned.</summary>
/// <param name="At">When.</param>
/// <param name="How">How: <c>app</c>, <c>branch</c>, …</param>
/// <param name="Source">The event that told it: its source and id.</param>
public sealed record SwitchEvidence(Instant At, string How, string? Source);

/// <summary>That an address may be tried again.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Address">The address as it is compared; null: all of the channel.</param>
/// <param name="At">Since when.</param>
public sealed record SuppressionLift(Channel Channel, string? Address, Instant At);

/// <summary>An address that must not be tried.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Address">
/// The address as it is compared; another one of the same customer may be tried. One that the customer no longer has is known by its keyed
/// hash only, after <see cref="HashMark"/>.
/// </param>
/// <param name="Cause">Why: <c>hard-bounce</c>, <c>soft-bounce</c>, <c>complaint</c>, <c>bad-address</c>.</param>
/// <param name="At">Since when.</param>
/// <param name="Until">Until when; null: for good.</param>
public sealed record Suppression(Channel Channel, string Address, string Cause, Instant At, Instant? Until = null)
{
    /// <summary>What the hash of an address begins with; no address does.</summary>
    public const string HashMark = "#hash:";
}
