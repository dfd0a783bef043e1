using Campaigns.Model.Events;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Model.Customers.Preferences;

/// <summary>
/// What a <c>customer.preferences</c> event says: <c>most_per_month</c>, <c>less</c>, <c>channel</c>, <c>hours_from</c> with
/// <c>hours_to</c>. What is not named stays as it is; what is named as removed is removed.
/// </summary>
/// <param name="Preferences">The preferences as they are afterwards; null when anything is wrong: then nothing changes.</param>
/// <param name="Errors">What could not be understood: the attribute, and what was expected.</param>
public sealed record PreferenceChange(CustomerPreferences? Preferences, IReadOnlyList<(string Name, string Says)> Errors)
{
    /// <summary>The type of event.</summary>
    public const string EventType = EventTypes.CustomerPreferences;

    /// <summary>The largest number of messages a month that is meant and not a slip.</summary>
    public const int MaxPerMonth = 100;

    /// <summary>The attributes.</summary>
    public static readonly IReadOnlyList<string> Names = ["most_per_month", "less", "channel", "hours_from", "hours_to"];

    private static readonly LocalTimePattern Minutes = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>Reads a change of what is known.</summary>
    /// <param name="known">The preferences before; null: none.</param>
    /// <param name="data">What the event carries.</param>
    /// <param name="removed">The attributes that are removed.</param>
    /// <param name="at">When it was told.</param>
    /// <param name="how">How.</param>
    public static PreferenceChange Read(
        CustomerPreferences? known, AttributeBag data, IReadOnlyCollection<string> removed, Instant at, string how)
    {
        var wrong = new List<(string, string)>();
        var next = (known ?? new CustomerPreferences { At = at, How = how }) with { At = at, How = how };
        next = next with
        {
            MostPerMonth = data.Contains("most_per_month") ? Number(data["most_per_month"], wrong) ?? next.MostPerMonth
            : removed.Contains("most_per_month") ? null : next.MostPerMonth,
            Less = data.Contains("less") ? data["less"] is true : !removed.Contains("less") && next.Less,
            Channel = data.Contains("channel") ? ChannelOf(data["channel"], wrong) ?? next.Channel : removed.Contains("channel") ? null
            : next.Channel,
            Hours = data.Contains("hours_from") || data.Contains("hours_to") ? HoursOf(data, wrong) ?? next.Hours
                : removed.Contains("hours_from") || removed.Contains("hours_to") ? null : next.Hours,
        };
        if (data["less"] is not (null or bool))
            wrong.Add(("less", "expected true or false"));
        return new(wrong.Count == 0 ? next : null, wrong);
    }

    private static int? Number(object? value, List<(string, string)> wrong)
    {
        if (value is decimal number && number == decimal.Truncate(number) && number is >= 1 and <= MaxPerMonth)
            return (int)number;
        wrong.Add(
            ("most_per_month",
                $"expected a whole number from 1 to {MaxPerMonth}; for none at all, refuse consent or turn do-not-disturb on"));
        return null;
    }

    private static Channel? ChannelOf(object? value, List<(string, string)> wrong)
    {
        var names = Model.Channel.Contactable.Select(channel => channel.Name).ToArray();
        if (value is string text && names.Contains(text, StringComparer.Ordinal))
            return new Channel(text);
        wrong.Add(("channel", $"expected {Spelling.OneOf(names)}{(value is string other ? Spelling.Hint(other, names) : "")}"));
        return null;
    }

    private static PreferredHours? HoursOf(AttributeBag data, List<(string, string)> wrong)
    {
        var (from, to) = (TimeOf(data, "hours_from", wrong), TimeOf(data, "hours_to", wrong));
        if (from is null || to is null)
            return null;
        if (from != to)
            return new PreferredHours(from.Value, to.Value);
        wrong.Add(("hours_to", "the hours are empty; leave both out for no preferred hours"));
        return null;
    }

    private static LocalTime? TimeOf(AttributeBag data, string name, List<(string, string)> wrong)
    {
        if (data.Text(name) is { } text && Minutes.Parse(text) is { Success: true, Value: var time })
            return time;
        wrong.Add((name, "expected a time of day such as \"18:00\"; hours_from and hours_to go together"));
        return null;
    }
}
