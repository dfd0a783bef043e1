using System.IO.Hashing;
using System.Text;
using Campaigns.Model;

namespace Campaigns.Senders.AzureCommunication;

/// <summary>What Azure Communication Services calls a message of ours, and what its reports are found by.</summary>
public static class AcsIds
{
    /// <summary>
    /// The GUID of a message: always the same, so that a repeated request is known as one. RFC 9562, version 8: made of a hash.
    /// </summary>
    public static Guid GuidOf(MessageId message)
    {
        var bytes = XxHash128.Hash(Encoding.UTF8.GetBytes(message.Value));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>What reports and replies about texts to a number are found by: its digits, however it is written.</summary>
    /// <param name="number">The customer's number.</param>
    public static string SmsKey(string number) => ReportKeys.Of(Channel.Sms, number);

    /// <summary>
    /// What a report's number may be found by: as a number of ours, by its digits where the service leaves out the plus sign, and as earlier
    /// versions kept numbers that are not in the international form.
    /// </summary>
    /// <param name="number">The number of the report.</param>
    public static IEnumerable<string> SmsKeys(string number) => new[]
    {
        SmsKey(number), SmsKey($"+{string.Concat(number.Where(char.IsAsciiDigit))}"), $"sms:{number}",
    }.Distinct(StringComparer.Ordinal);

    /// <summary>What reports about an e-mail are found by.</summary>
    /// <param name="operation">The operation's id, which reports call the message's id.</param>
    public static string EmailKey(string operation) => $"acs-email:{operation.ToLowerInvariant()}";
}
