using System.Globalization;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Addresses;

namespace Campaigns.Runtime.Customers;

/// <summary>What customers can be found by, besides their ids.</summary>
public enum LookupField
{
    /// <summary>Their telephone number.</summary>
    Phone,

    /// <summary>Their mailbox.</summary>
    Email,

    /// <summary>The id of a policy of theirs.</summary>
    Policy,

    /// <summary>The number printed on a policy of theirs.</summary>
    PolicyNumber,
}

/// <summary>Something that a customer can be found by, in the form by which two of them are the same.</summary>
/// <param name="Field">What it is.</param>
/// <param name="Value">The value.</param>
public readonly record struct LookupTerm(LookupField Field, string Value)
{
    /// <summary>The attribute of a policy that holds the number printed on it.</summary>
    public const string PolicyNumberAttribute = "number";

    /// <summary>
    /// What customers with a telephone number are found by: the number, and the text itself, which is what customers have whose number was
    /// none when it came.
    /// </summary>
    /// <param name="text">The number as somebody writes it.</param>
    /// <param name="country">The country of numbers in national form.</param>
    public static IReadOnlyList<LookupTerm> Phone(string text, string? country) =>
    [
        .. new[] { ChannelAddress.Canonical(Channel.Sms, text, country), text.Trim() }.Distinct()
            .Select(value => new LookupTerm(LookupField.Phone, value)),
    ];

    /// <summary>What customers with a mailbox are found by.</summary>
    public static LookupTerm Email(string text) => new(LookupField.Email, ChannelAddress.Canonical(Channel.Email, text));

    /// <summary>What the holders of a policy are found by.</summary>
    public static LookupTerm Policy(string id) => new(LookupField.Policy, id);

    /// <summary>What the holders of a policy are found by its number.</summary>
    public static LookupTerm PolicyNumber(string text) => new(LookupField.PolicyNumber, text.Trim());

    /// <summary>Whatever a text may be: all that it could be found by.</summary>
    /// <param name="text">A telephone number, a mailbox, the id or the number of a policy.</param>
    /// <param name="country">The country of numbers in national form.</param>
    public static IReadOnlyList<LookupTerm> Any(string text, string? country) =>
        [.. Phone(text, country), Email(text), Policy(text.Trim()), PolicyNumber(text)];

    /// <summary>All that a customer is found by.</summary>
    public static IEnumerable<LookupTerm> Of(CustomerRecord record) =>
        Of(record.Profile).Concat(record.Policies.SelectMany(policy => Of(policy.Key, policy.Value)));

    internal static IEnumerable<LookupTerm> Of(CustomerProfile profile)
    {
        if (profile.Attributes.Text(Channel.Sms.AddressAttribute) is { } phone && !BlankText.Is(phone))
            yield return new(LookupField.Phone, ChannelAddress.Canonical(Channel.Sms, phone, profile.Attributes.Text("country")));
        if (profile.Attributes.Text(Channel.Email.AddressAttribute) is { } email && !BlankText.Is(email))
            yield return Email(email);
    }

    internal static IEnumerable<LookupTerm> Of(PolicyId id, AttributeBag attributes)
    {
        yield return Policy(id.Value);
        var number = attributes[PolicyNumberAttribute] switch
        {
            string text when !BlankText.Is(text) => text,
            decimal digits => digits.ToString("G29", CultureInfo.InvariantCulture), // 12.0 is 12
            _ => null,
        };
        if (number is not null)
            yield return PolicyNumber(number);
    }
}
