using Campaigns.Model.Events;
using NodaTime;

namespace Campaigns.Model.Customers.Preferences;

/// <summary>
/// The strict reading of every event that changes a right: consent, suppression, do-not-disturb, preferences. A name or value that is not
/// understood is never passed over: a refusal would be lost, or a consent given for more than was agreed to.
/// </summary>
public static class RightsEvent
{
    /// <summary>The purpose of whatever is not required by law; also the default.</summary>
    public const string Marketing = "marketing";

    private const string RemovedAttributes = "removed_attributes"; // told beside the data, by the events that may remove
    private const int MaxPurposeLength = 64;
    private static readonly string[] Purposes = [Marketing, "service"];
    private static readonly string[] Everywhere = ["customer_id", "policy_id", "message_id"];
    private static readonly string[] Consents = ["channel", "purpose", "how", "text_version"];
    private static readonly string[] Switch = ["on", "how"];
    private static readonly string[] Suppressions = ["channel", "address", "cause", "until", "how"];
    private static readonly string[] Lifted = ["channel", "address", "how"];
    private static readonly string[] Preferred = [.. PreferenceChange.Names, "how"];
    private static readonly string[] Channels = [.. Channel.Contactable.Select(channel => channel.Name)];

    /// <summary>Whether events of this type change a right.</summary>
    public static bool Is(string? type) => NamesOf(type) is not null;

    /// <summary>Everything about an event's data that is not understood; then nothing may change.</summary>
    /// <param name="type">The event's type; of another than those that change a right nothing is checked.</param>
    /// <param name="data">Names and values; null for a JSON null.</param>
    /// <param name="declared">What the catalog declares besides: kept for journeys, and of no meaning here.</param>
    public static IReadOnlyList<RightsFault> Check(
        string? type, IEnumerable<KeyValuePair<string, object?>> data, IEnumerable<string> declared)
    {
        if (NamesOf(type) is not { } known)
            return [];
        var values = data.Where(value => value.Key != RemovedAttributes).ToList();
        var faults = new List<RightsFault>();
        var others = declared.ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            if (!known.Contains(name) && !Everywhere.Contains(name) && !others.Contains(name))
                faults.Add(new(name, "unknown-property", $"there is no property \"{Shorten(name)}\" here{Spelling.Hint(name, known)}"));
            else if (known.Contains(name) && type != PreferenceChange.EventType && Fault(name, value) is { } fault)
                faults.Add(fault);
        }

        if (type == PreferenceChange.EventType)
            faults.AddRange(Preferences(values));
        return faults;
    }

    private static string[]? NamesOf(string? type) => type switch
    {
        EventTypes.CustomerConsented or EventTypes.CustomerRefused => Consents,
        EventTypes.CustomerDoNotDisturb => Switch,
        EventTypes.CustomerSuppressed => Suppressions,
        EventTypes.CustomerUnsuppressed => Lifted,
        PreferenceChange.EventType => Preferred,
        _ => null,
    };

    private static RightsFault? Fault(string name, object? value) => name switch
    {
        "channel" => value is string channel && Channels.Contains(channel, StringComparer.Ordinal) ? null
            : value is string unknown
                ? new(name, "unknown-channel", $"there is no channel \"{Shorten(unknown)}\"{Spelling.Hint(unknown, Channels)}")
                : new(name, "wrong-type", $"expected {Spelling.OneOf(Channels)}; leave it out for all of them"),
        "purpose" => Purpose(value),
        "on" => value is bool ? null : new(name, "wrong-type", "expected true or false"),
        "until" => value is string text && (AttributeDates.TryReadInstant(text, out _) || AttributeDates.TryReadDate(text, out _)) ? null
            : new(name, "wrong-type", "expected an instant such as \"2026-03-31T09:00:00+08:00\", or a date"),
        _ => value is string ? null : new(name, "wrong-type", "expected text"),
    };

    /// <summary>An insurer may ask for purposes of its own; what is nearly one of ours is a slip of the pen.</summary>
    private static RightsFault? Purpose(object? value)
    {
        if (value is not string purpose)
            return new("purpose", "wrong-type", "expected text");
        if (Purposes.Contains(purpose, StringComparer.Ordinal))
            return null;
        return Spelling.Nearest(purpose, Purposes) is null && purpose.Length is > 0 and <= MaxPurposeLength
            && purpose.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')
            ? null
            : new("purpose", "unknown-purpose",
                $"expected lower-case letters, digits and dashes, such as \"{Marketing}\", found " +
                $"\"{Shorten(purpose)}\"{(Spelling.Nearest(purpose, Purposes) is { } near ? $"; did you mean \"{near}\"?" : "")}");
    }

    private static IEnumerable<RightsFault> Preferences(IReadOnlyCollection<KeyValuePair<string, object?>> values)
    {
        if (values.FirstOrDefault(value => value.Key == "how").Value is { } how and not string)
            yield return new("how", "wrong-type", "expected text");
        string[] removed = [.. values.Where(value => value.Value is null).Select(value => value.Key)];
        foreach (var (name, says) in PreferenceChange.Read(known: null, AttributeBag.Of(values), removed, Instant.MinValue, "").Errors)
            yield return new(name, "bad-preference", says);
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : text[..64] + "…";
}

/// <summary>What is not understood in the data of an event that changes a right.</summary>
/// <param name="Name">The property.</param>
/// <param name="Code">A stable code.</param>
/// <param name="Says">What was expected, with the nearest spelling.</param>
public sealed record RightsFault(string Name, string Code, string Says);
