using Campaigns.Model.Events;

namespace Campaigns.Model.Customers.Addresses;

/// <summary>How the addresses in a customer's data are read and kept, whichever door they come by.</summary>
public static class AddressReading
{
    private const string Phone = "phone";
    private const string Email = "email";
    private const string Country = "country";

    /// <summary>
    /// The changes as they are kept: a telephone number in E.164, a mailbox without spaces around it. What is no address is kept as it
    /// came, so that somebody can mend it; <see cref="CustomerProfile.AddressOf"/> does not use it.
    /// </summary>
    /// <param name="before">The customer's attributes so far.</param>
    /// <param name="changes">What changes; null: the value goes.</param>
    /// <param name="fallback">The country of customers who have none.</param>
    public static IReadOnlyList<KeyValuePair<string, object?>> Read(
        AttributeBag before, IReadOnlyList<KeyValuePair<string, object?>> changes, string? fallback)
    {
        var country = CountryOf(before, changes, fallback);
        var kept = changes.Select(change => change switch
        {
            { Key: Phone, Value: string phone } =>
                KeyValuePair.Create(Phone, (object?)(PhoneNumber.Parse(phone, country)?.E164 ?? phone.Trim())),
            { Key: Email, Value: string email } => KeyValuePair.Create(Email, (object?)email.Trim()),
            _ => change,
        }).ToList();
        // A country that comes later makes a number of what was none.
        if (changes.Any(change => change.Key == Country) && !changes.Any(change => change.Key == Phone)
            && PhoneNumber.Parse(before.Text(Phone), country) is { } number)
            kept.Add(KeyValuePair.Create(Phone, (object?)number.E164));
        return kept;
    }

    /// <summary>What of the changes is no address, or not for every channel, in words; the values themselves are not told.</summary>
    /// <param name="before">The customer's attributes so far, as far as they are known.</param>
    /// <param name="changes">What changes.</param>
    /// <param name="fallback">The country of customers who have none.</param>
    public static IEnumerable<string> Findings(
        AttributeBag before, IReadOnlyList<KeyValuePair<string, object?>> changes, string? fallback)
    {
        var country = CountryOf(before, changes, fallback);
        foreach (var (name, value) in changes)
        {
            if (value is not string text)
                continue;
            if (name == Phone && PhoneNumber.Parse(text, country) is var number && number is not { IsLandline: false })
                yield return number is null
                    ? "phone: expected a telephone number with its country's code, such as +886912345678" +
                    $"{(country is null ? "" : $", or one of {country}")}; the customer cannot be reached by sms or call"
                    : "phone: a landline; the customer cannot be reached by sms";
            else if (name == Email && MailAddress.Canonical(text) is null)
                yield return "email: expected one mailbox, such as mei@example.com; the customer cannot be reached by email";
        }
    }

    /// <summary>Whether events of a type change addresses.</summary>
    public static bool Concerns(string? type) => type == EventTypes.CustomerUpdated;

    private static string? CountryOf(AttributeBag before, IReadOnlyList<KeyValuePair<string, object?>> changes, string? fallback)
    {
        var own = changes.LastOrDefault(change => change.Key == Country) is { Key: not null } change
            ? change.Value as string
            : before.Text(Country);
        return PhoneNumber.IsCountry(own) ? own!.Trim().ToUpperInvariant() : fallback;
    }
}
