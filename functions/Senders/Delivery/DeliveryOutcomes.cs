using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Rendering;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tracing;
using Campaigns.Senders.Monitoring;
using Campaigns.Telemetry;
using NodaTime;

namespace Campaigns.Senders.Delivery;

/// <summary>Writes down what became of a channel's messages, and moves aside those that cannot go.</summary>
internal sealed class DeliveryOutcomes(
    Channel channel, IChannelProvider provider, DeliveryService deliveries, DeadLetterWriter deadLetters, ChannelMonitor monitor,
    TimeProvider time)
{
    /// <summary>What to write down; null: try again later.</summary>
    public DeliveryResult? ResultOf(ProviderResult answer, DeliveryOrder order, RenderResult.Rendered rendered, QueueMessage message) =>
        answer switch
        {
            ProviderResult.Accepted accepted => new(DeliveryStatus.Sent) { Evidence = Evidence(order, rendered, accepted.ProviderId) },
            // An earlier attempt may have been taken without our hearing of it; a provider that knows the message says so, and does not
            // refuse
            // it.
            ProviderResult.Rejected rejected =>
                new(DeliveryStatus.Failed) { Reason = rejected.Reason, SuppressAddress = rejected.SuppressAddress },
            // With an idempotency key, asking again is the way to find out; without one, it could deliver twice.
            ProviderResult.Unknown unknown when !provider.HonoursIdempotencyKey || message.DequeueCount >= ChannelSender.MaxDequeueCount =>
                new(DeliveryStatus.Unknown) { Reason = unknown.Reason, Evidence = Evidence(order, rendered, providerId: null) },
            ProviderResult.Unavailable away when order.Due is { } deadline && deadline < Instant.FromDateTimeOffset(time.GetUtcNow()) =>
                new(order.Uncertain ? DeliveryStatus.Unknown : DeliveryStatus.Failed) { Reason = away.Reason },
            _ => null,
        };

    /// <summary>Writes down how a delivery ended.</summary>
    public async ValueTask SettleAsync(DeliveryOrder order, DeliveryResult result, CancellationToken cancel)
    {
        await deliveries.SettleAsync(order, result, cancel);
        var outcome = result.Status.ToString().ToLowerInvariant();
        CampaignActivities.SetOutcome(outcome);
        CampaignMeter.Ended(channel.Name, monitor.Provider.Name, outcome,
            result.Reason is { } reason ? DeliveryReason.Classify(reason).Code : null);
        monitor.Settled(result.Status, result.Reason);
    }

    /// <summary>A message that cannot be written, or must not be said, is a dead letter until its text or the rule is mended.</summary>
    public async ValueTask FailAsync(QueueMessage message, DeliveryOrder order, RenderResult.Failed failed, CancellationToken cancel)
    {
        var isWording = failed.Reason == RenderFailure.Wording;
        await DeadLetterAsync(message,
            $"{(isWording ? $"{DeliveryReason.Wording}: " : "")}{failed.File}{(failed.Line > 0 ? $"({failed.Line})" : "")}: {failed.Message}", cancel);
        await SettleAsync(order, new(order.Uncertain ? DeliveryStatus.Unknown : DeliveryStatus.Failed)
        {
            Reason = isWording ? DeliveryReason.Wording : DeliveryReason.Template,
            Evidence = AttributeBag.Of(
            [
                new("template", order.Template), new("file", failed.File), new("line", (decimal)failed.Line), new("error", failed.Message),
                new("rule", failed.Breaches is [var breach, ..] ? breach.Rule.Id : null),
            ]),
        }, cancel);
    }

    /// <summary>Dead-lettered first: after a crash in between it is dead-lettered twice, rather than lost from sight.</summary>
    public async ValueTask GiveUpAsync(QueueMessage message, MessageRequest request, string why, CancellationToken cancel)
    {
        await DeadLetterAsync(message, why, cancel);
        monitor.Settled(DeliveryStatus.Failed, DeliveryReason.DeadLettered);
        CampaignMeter.Ended(channel.Name, monitor.Provider.Name, "failed", DeliveryReason.DeadLettered);
        try
        {
            await deliveries.GiveUpAsync(request, why, cancel);
        }
        catch (Exception e) when (ChannelSender.IsInternal(e, cancel))
        {
            // What makes it fail makes its customer unreadable as well: then nothing can be written down about it.
        }
    }

    /// <summary>Moves a queue message aside.</summary>
    public ValueTask DeadLetterAsync(QueueMessage message, string why, CancellationToken cancel) =>
        deadLetters.WriteAsync(channel.Name, message.Body, why, cancel);

    private AttributeBag Evidence(DeliveryOrder order, RenderResult.Rendered rendered, string? providerId) => AttributeBag.Of(
    [
        new("template", order.Template), new("locale", rendered.Locale), new("text_version", rendered.Version),
        new("provider", monitor.Provider.Name), new("provider_id", providerId == order.Request.Message.Value ? null : providerId),
    ]);
}
