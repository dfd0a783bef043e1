using System.Text.Json;
using Azure.Core;
using Campaigns.Model.Messages;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Senders.AzureCommunication;

/// <summary>
/// Texts by Azure Communication Services: <c>POST /sms?api-version=2021-03-07</c>, one recipient a request. Our message
/// id is the <c>tag</c>, which the delivery report brings back.
/// </summary>
public sealed class AcsSmsProvider : IChannelProvider
{
    private const string Path = "/sms?api-version=2021-03-07";
    private readonly AcsSmsOptions _options;
    private readonly AcsClient _client;

    /// <summary>Makes the provider.</summary>
    /// <param name="options">Checked settings.</param>
    /// <param name="http">The client, owned by the caller.</param>
    /// <param name="time">The clock of timeouts and signatures.</param>
    /// <param name="credential">Who asks, when the settings have no key; by default the managed identity.</param>
    public AcsSmsProvider(AcsSmsOptions options, HttpClient http, TimeProvider time, TokenCredential? credential = null) =>
        (_options, _client) = (options, new AcsClient(options, http, time, credential));

    /// <inheritdoc/>
    public string Name => "acs-sms";

    /// <summary>The service knows a repeated request for a few minutes only, too short for a queue's patience.</summary>
    public bool HonoursIdempotencyKey => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> ReportKeysOf(OutgoingMessage message) => [AcsIds.SmsKey(message.To)];

    /// <inheritdoc/>
    public ValueTask<ProviderResult> SendAsync(OutgoingMessage message, CancellationToken cancel) =>
        message.Content is RenderedMessage.Text text
        ? _client.PostAsync(Path, Body(message, text), [], Verdict, cancel)
        : throw new ArgumentException($"{Name} carries texts, not {message.Content.GetType().Name}");

    private ReadOnlyMemory<byte> Body(OutgoingMessage message, RenderedMessage.Text text) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        from = _options.From,
        smsRecipients = new[]
        {
            new { to = message.To, repeatabilityRequestId = AcsIds.GuidOf(message.Id).ToString(),
                repeatabilityFirstSent = message.At.ToDateTimeUtc().ToString("r") },
        },
        message = text.Body,
        smsSendOptions = new { enableDeliveryReport = true, tag = message.Id.Value },
    });

    /// <summary>202 for the request, and a status of its own for the recipient.</summary>
    private static ProviderResult Verdict(AcsResponse answer)
    {
        if (answer.Status is < 200 or >= 300)
            return answer.Otherwise(answer.Status);
        if (AnswerText.Property(answer.Body, "value") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() != 1
            || AnswerText.Property(list[0], "httpStatusCode") is not { ValueKind: JsonValueKind.Number } code
            || !code.TryGetInt32(out var status))
            return new ProviderResult.Unknown(DeliveryReason.UnreadableAnswer);
        return status switch
        {
            >= 200 and < 300 => new ProviderResult.Accepted(AnswerText.Of(AnswerText.Property(list[0], "messageId"))),
            400 when RecipientRefusal.Of(AnswerText.Of(AnswerText.Property(list[0], "errorMessage"))) is { } refusal =>
                new ProviderResult.Rejected(refusal, SuppressAddress: false),
            // What else can be wrong with the one recipient is the number.
            400 => new ProviderResult.Rejected(DeliveryReason.BadAddress, SuppressAddress: true),
            _ => answer.Otherwise(status),
        };
    }
}
