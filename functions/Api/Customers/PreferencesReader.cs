using Campaigns.Api.Data;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using Campaigns.Model.Customers.Preferences;

namespace Campaigns.Api.Customers;

/// <summary>Reads <c>preferences</c>; null removes a preference, and null for the whole removes all.</summary>
internal static class PreferencesReader
{
    private const string Name = "preferences";
    private const string Pointer = "/preferences";

    /// <summary>What <c>customer.preferences</c> is to carry; null when nothing is said, or not to be understood.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>>? Read(ObjectReader customer, ProblemLog log)
    {
        if (customer.IsNull(Name))
            return [.. PreferenceChange.Names.Select(name => KeyValuePair.Create(name, (object?)null)), new("how", "api")];
        if (customer.Object(Name) is not { } given
            || ObjectReader.Of(given, Pointer, log, "most_per_month", "less", "channel", "hours", "how") is not { } preferences)
            return null;
        var values = new List<KeyValuePair<string, object?>> { new("how", preferences.Text("how") ?? "api") };
        foreach (var name in (string[])["most_per_month", "less", "channel"])
        {
            if (preferences.IsNull(name))
                values.Add(new(name, null));
            else if (preferences[name] is { } value)
                values.Add(new(name, RightsChecks.Plain(value)));
        }

        if (preferences.IsNull("hours"))
            values.AddRange([new("hours_from", null), new("hours_to", null)]);
        else if (preferences.Object("hours") is { } hours
            && ObjectReader.Of(hours, JsonPointers.Append(Pointer, "hours"), log, "from", "to") is { } day)
            values.AddRange([new("hours_from", day.Text("from") ?? ""), new("hours_to", day.Text("to") ?? "")]);
        RightsChecks.Check(PreferenceChange.EventType, values, name =>
            Pointer + name switch { "hours_from" => "/hours/from", "hours_to" => "/hours/to", _ => "/" + name }, log);
        return values;
    }
}
