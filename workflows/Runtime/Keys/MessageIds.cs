using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Model.Customers.Addresses;

namespace Campaigns.Runtime.Keys;

/// <summary>
/// The ids of messages and the codes of their short links: HMAC-SHA-256 under the installation's key. The same effect always
/// has the same id, and who knows a customer, a journey or another message can compute neither.
/// </summary>
/// <remarks>
/// Installations of before this have messages whose ids are plain hashes. Such an id stays what its message is called, as
/// long as the ledger has it.
/// </remarks>
public sealed class MessageIds
{
    private const int LongestAttempt = 8;
    private const int CodeLength = 16;
    private readonly byte[]? _key;

    private MessageIds(byte[]? key) => _key = key;

    /// <summary>
    /// Plain hashes, for runs on a virtual clock: nothing leaves the machine, and two runs over the same data are to be the same.
    /// </summary>
    public static MessageIds Unkeyed { get; } = new(null);

    /// <summary>Ids under a key.</summary>
    public static MessageIds Under(byte[] key) => new(key);

    /// <summary>The id of an effect: the same for the same enrollment, step and attempt.</summary>
    public MessageId Of(EnrollmentId enrollment, StepId step, int attempt) => _key is null
        ? MessageId.Of(enrollment, step, attempt)
        : new MessageId(Mac($"message\n{enrollment}/{step}/{attempt}"));

    /// <summary>The same, but the id that the ledger knows the effect by already.</summary>
    public MessageId Of(ContactLedger ledger, EnrollmentId enrollment, StepId step, int attempt) =>
        MessageId.Of(enrollment, step, attempt) is var earlier && ledger.Find(earlier) is not null ? earlier
        : Of(enrollment, step, attempt);

    /// <summary>Which attempt of a step a message is; null: it is of another step.</summary>
    public int? AttemptOf(MessageId message, EnrollmentId enrollment, StepId step, int mostAttempts = LongestAttempt)
    {
        for (var attempt = 1; attempt <= mostAttempts; attempt++)
        {
            if (Of(enrollment, step, attempt) == message || MessageId.Of(enrollment, step, attempt) == message)
                return attempt;
        }

        return null;
    }

    /// <summary>
    /// The code of a message's short link: 16 lower-case letters and digits, 80 bits. Not a part of the id, which providers,
    /// receivers of events and the insurer's site see as well.
    /// </summary>
    public string LinkCode(MessageId message) =>
        _key is null ? message.Value[..CodeLength] : Mac($"link\n{message}")[..CodeLength];

    /// <summary>The hash of an address: the same for the same address of a channel, and of no use without the installation's key.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="address">The address, in whatever form.</param>
    public string AddressHash(Channel channel, string address)
    {
        // Text messages and calls go to the same number.
        var text = $"address\n{channel.AddressAttribute}\n{ChannelAddress.Canonical(channel, address)}";
        return Hash(text);
    }

    /// <summary>The hash of a household, of no use without the installation's key either.</summary>
    /// <param name="household">What the insurer calls it.</param>
    public string HouseholdHash(string household) => Hash($"household\n{household}");

    /// <summary>The hash of what a customer can be found by.</summary>
    /// <param name="field">What it is.</param>
    /// <param name="value">Its value, in the form by which it is compared.</param>
    public string LookupHash(string field, string value) => Hash($"lookup\n{field}\n{value}");

    private string Hash(string text) => _key is null ? StableHash.Id(text) : Mac(text);

    private string Mac(string text)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text), mac);
        return StableHash.Text(BinaryPrimitives.ReadUInt128BigEndian(mac));
    }
}
