using Campaigns.Templates;
using Campaigns.Workflows;
using Campaigns.Workflows.Customers;
using Campaigns.Workflows.Messages;
using Campaigns.Workflows.Ports;
using Campaigns.Workflows.Runtime;
using Campaigns.Workflows.Runtime.Delivery;
using NodaTime;

namespace Campaigns.Senders.Delivery;

/// <summary>
/// Takes a channel's messages from its queue: looks once more whether each may go, renders it with fresh data, hands it
/// to the provider and writes down what became of it. The queue message is deleted last.
/// </summary>
public sealed class ChannelSender(
    Channel channel, IChannelProvider provider, IDelayedQueue queue, DeliveryDesk desk, TemplateRenderer templates,
    Correspondence correspondence, ICampaignLibrary library, TimeProvider time)
{
    /// <summary>A message that fails this often for reasons of our own is moved aside.</summary>
    public const int MostDequeues = 5;

    private const int PageSize = 32;
    private static readonly Duration Lease = Duration.FromSeconds(60);
    private static readonly Duration FirstPatience = Duration.FromSeconds(15);
    private static readonly Duration LongestPatience = Duration.FromMinutes(15);

    /// <summary>The name of the queue that keeps what was moved aside.</summary>
    public static string PoisonQueue(Channel channel) => channel.Name + "-poison";

    /// <summary>Handles one page of messages.</summary>
    /// <returns>How many were visible; fewer than a page: the queue was read to its end.</returns>
    public async ValueTask<int> RunPageAsync(CancellationToken cancel)
    {
        var page = await queue.ReceiveAsync(channel.Name, PageSize, Lease, cancel);
        if (page.Count == 0)
            return 0;
        var done = new bool[page.Count];
        await Parallel.ForAsync(0, page.Count, new ParallelOptions { MaxDegreeOfParallelism = PageSize, CancellationToken = cancel },
            async (i, token) => done[i] = await HandleAsync(page[i], token));
        QueueMessage[] finished = [.. page.Where((_, i) => done[i])];
        if (finished.Length > 0)
            await queue.CompleteAsync(channel.Name, finished, cancel);
        return page.Count;
    }

    /// <returns>Whether the queue message is done with.</returns>
    private async ValueTask<bool> HandleAsync(QueueMessage message, CancellationToken cancel)
    {
        if (!QueuedMessage.TryRead(channel, message.Body.Span, out var request))
            return await SetAsideAsync(message, "unreadable: expected customer and message id, apart by a line feed", cancel);
        try
        {
            return await desk.OpenAsync(request, message.DequeueCount, !provider.HonoursIdempotencyKey, cancel) is not DeliveryStep.Send(var order)
                || await SendAsync(message, order, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException and not StoreUnavailableException)
        {
            if (message.DequeueCount >= MostDequeues)
                return await SetAsideAsync(message, e.Message, cancel);
            await queue.ReturnAsync(channel.Name, message, Patience(message), cancel);
            return false;
        }
    }

    private async ValueTask<bool> SendAsync(QueueMessage message, DeliveryOrder order, CancellationToken cancel)
    {
        var unsubscribe = correspondence.Unsubscribe(order);
        var text = templates.Render(new RenderRequest(order.Template, channel, order.Locales, correspondence.Globals(order, unsubscribe, library.Catalog)));
        if (text is not RenderResult.Rendered rendered)
        {
            var failed = (RenderResult.Failed)text;
            await desk.SettleAsync(order, new(DeliveryStatus.Failed)
            {
                Reason = "template",
                Evidence = AttributeBag.Of([new("template", order.Template), new("file", failed.File), new("line", (decimal)failed.Line), new("error", failed.Message)]),
            }, cancel);
            return await SetAsideAsync(message, $"{failed.File}({failed.Line}): {failed.Message}", cancel);
        }

        var outgoing = new OutgoingMessage(order.Request.Message, channel, order.To, rendered.Message, rendered.Locale, Now, unsubscribe, order.Due);
        // Beforehand: a report may come in before the provider's answer does.
        if (provider.ReportKeyOf(outgoing) is { } reports)
            await desk.ExpectReportsAsync(order, reports, cancel);
        var answer = await provider.SendAsync(outgoing, cancel);
        if (ResultOf(answer, order, rendered, message) is not { } result)
        {
            if (!provider.HonoursIdempotencyKey)
                await desk.ReopenAsync(order, cancel);
            await queue.ReturnAsync(channel.Name, message, Hint(answer) ?? Patience(message), cancel);
            return false;
        }

        await desk.SettleAsync(order, result, cancel);
        return true;
    }

    /// <summary>What to write down; null: try again later.</summary>
    private DeliveryResult? ResultOf(ProviderAnswer answer, DeliveryOrder order, RenderResult.Rendered rendered, QueueMessage message) => answer switch
    {
        ProviderAnswer.Accepted accepted => new(DeliveryStatus.Sent) { Evidence = Evidence(order, rendered, accepted.ProviderId) },
        ProviderAnswer.Rejected rejected => new(DeliveryStatus.Failed) { Reason = rejected.Reason, SuppressAddress = rejected.SuppressAddress },
        // With an idempotency key, asking again is the way to find out; without one, it could deliver twice.
        ProviderAnswer.Unknown unknown when !provider.HonoursIdempotencyKey || message.DequeueCount >= MostDequeues =>
            new(DeliveryStatus.Unknown) { Reason = unknown.Reason, Evidence = Evidence(order, rendered, providerId: null) },
        // An earlier attempt may have been taken without our hearing of it, so only a first one certainly failed.
        ProviderAnswer.Unavailable away when order.Due is { } deadline && deadline < Now =>
            new(message.DequeueCount == 1 ? DeliveryStatus.Failed : DeliveryStatus.Unknown) { Reason = away.Reason },
        _ => null,
    };

    private AttributeBag Evidence(DeliveryOrder order, RenderResult.Rendered rendered, string? providerId) => AttributeBag.Of(
    [
        new("template", order.Template), new("locale", rendered.Locale), new("text_version", rendered.Version),
        new("provider", provider.Name), new("provider_id", providerId == order.Request.Message.Value ? null : providerId),
    ]);

    private async ValueTask<bool> SetAsideAsync(QueueMessage message, string why, CancellationToken cancel)
    {
        await queue.SendAsync(PoisonQueue(channel), [PoisonedMessage.Write(message.Body, why, Now)], Duration.Zero, cancel);
        return true;
    }

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    private static Duration? Hint(ProviderAnswer answer) => (answer as ProviderAnswer.Unavailable)?.RetryAfter;

    private static Duration Patience(QueueMessage message) =>
        Duration.Min(LongestPatience, FirstPatience * Math.Pow(2, Math.Min(10, message.DequeueCount - 1)));
}
