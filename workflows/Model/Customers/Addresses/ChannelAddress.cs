namespace Campaigns.Model.Customers.Addresses;

/// <summary>Addresses as channels use and compare them.</summary>
public static class ChannelAddress
{
    /// <summary>What the address that a customer's data holds is to a channel; null: the channel cannot reach anybody there.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="text">What the customer's data holds.</param>
    /// <param name="country">The customer's country, for national numbers.</param>
    public static string? Of(Channel channel, string? text, string? country)
    {
        if (channel == Channel.Sms)
            return PhoneNumber.Parse(text, country) is { IsLandline: false } number ? number.E164 : null;
        if (channel == Channel.Call)
            return PhoneNumber.Parse(text, country)?.E164;
        if (channel == Channel.Email)
            return MailAddress.Canonical(text) is null ? null : text!.Trim();
        return BlankText.Is(text) ? null : text!.Trim();
    }

    /// <summary>The form by which two addresses of a channel are the same; the text itself when it is no address.</summary>
    public static string Canonical(Channel channel, string text, string? country = null) =>
        channel == Channel.Sms || channel == Channel.Call ? PhoneNumber.Parse(text, country)?.E164 ?? text.Trim()
        : channel == Channel.Email ? MailAddress.Canonical(text) ?? text.Trim().ToLowerInvariant()
        : text.Trim();
}
