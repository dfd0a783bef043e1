using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Core;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Email;

namespace Campaigns.Senders.AzureCommunication;

/// <summary>
/// E-mail by Azure Communication Services: <c>POST /emails:send?api-version=2023-03-31</c>. The operation's id is made
/// of our message id; reports call it the message's id.
/// </summary>
public sealed class AcsEmailProvider : IChannelProvider
{
    private const string Path = "/emails:send?api-version=2023-03-31";
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly AcsEmailOptions _options;
    private readonly EmailIdentity _identity;
    private readonly AcsClient _client;

    /// <summary>Makes the provider.</summary>
    /// <param name="options">Checked settings.</param>
    /// <param name="identity">The sender; its mailbox must be set up on the resource's domain, which also keeps the shown name.</param>
    /// <param name="http">The client, owned by the caller.</param>
    /// <param name="time">The clock of timeouts and signatures.</param>
    /// <param name="credential">Who asks, when the settings have no key; by default the managed identity.</param>
    public AcsEmailProvider(
        AcsEmailOptions options, EmailIdentity identity, HttpClient http, TimeProvider time, TokenCredential? credential = null) =>
        (_options, _identity, _client) = (options, identity, new AcsClient(options, http, time, credential));

    /// <inheritdoc/>
    public string Name => "acs-email";

    /// <summary>A repeated operation id is refused, not answered again, so a message is offered once.</summary>
    public bool HonoursIdempotencyKey => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> ReportKeysOf(OutgoingMessage message) => [AcsIds.EmailKey(AcsIds.GuidOf(message.Id).ToString())];

    /// <inheritdoc/>
    public ValueTask<ProviderResult> SendAsync(OutgoingMessage message, CancellationToken cancel) =>
        message.Content is RenderedMessage.Email mail
        ? _client.PostAsync(Path, Body(message, mail), [("Operation-Id", AcsIds.GuidOf(message.Id).ToString())], Verdict, cancel)
        : throw new ArgumentException($"{Name} carries e-mail, not {message.Content.GetType().Name}");

    private ReadOnlyMemory<byte> Body(OutgoingMessage message, RenderedMessage.Email mail) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            SenderAddress = _identity.From,
            Content = new { mail.Subject, mail.PlainText, mail.Html },
            Recipients = new { To = new[] { new { Address = message.To } } },
            ReplyTo = _identity.ReplyTo is { } reply ? new[] { new { Address = reply } } : null,
            Headers = ListUnsubscribe.Headers(message.Unsubscribe, _identity.UnsubscribeMailbox),
            UserEngagementTrackingDisabled = !_options.TrackEngagement,
        },
        Json);

    private static ProviderResult Verdict(AcsResponse answer)
    {
        if (answer.Status is < 200 or >= 300)
            return answer.Otherwise(answer.Status);
        return new ProviderResult.Accepted(AnswerText.Of(AnswerText.Property(answer.Body, "id")));
    }
}
