using System.Diagnostics;
using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Rendering;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tracing;
using Campaigns.Senders.Monitoring;
using Campaigns.Telemetry;
using NodaTime;

namespace Campaigns.Senders.Delivery;

/// <summary>
/// Takes a channel's messages from its queue: looks once more whether each may go, renders it with fresh data, hands it
/// to the provider and writes down what became of it. The queue message is deleted last.
/// </summary>
public sealed class ChannelSender(
    Channel channel, IChannelProvider provider, IDelayedQueue queue, IMessageLeases leases, DeliveryService deliveries,
    TemplateRenderer templates,
    MessageContext messageContext, ICampaignLibrary library, DeadLetterWriter deadLetters, ChannelMonitor monitor, TimeProvider time,
    int maxConcurrency)
{
    /// <summary>A message that fails this often for internal reasons becomes a dead letter.</summary>
    public const int MaxDequeueCount = 5;

    /// <summary>By then files that were being written are at rest, and taken.</summary>
    private static readonly Duration TemplatesAtRest = Duration.FromSeconds(5);

    private const int PageSize = 32;
    private const int MaxSlowPerDestination = 8;
    private readonly RetrySchedule _retries = new(time);
    private readonly MessageWriter _writer = new(channel, templates, messageContext, library);
    private readonly DeliveryOutcomes _outcomes = new(channel, provider, deliveries, deadLetters, monitor, time);
    private readonly SlowDestinations _destinations = new(channel, time, Math.Clamp(provider.MaxConcurrency / 2, 1, MaxSlowPerDestination));

    /// <summary>How long a message is hidden from others while it is handled; longer than a send with its retries may take.</summary>
    internal static readonly Duration Lease = SharedContact.LongestAttempt;

    /// <summary>Who comes to their turn later than this after they were received gives way to a lease that is fresh.</summary>
    private static readonly Duration MaxInTurn = Lease / 2;

    /// <summary>The channel.</summary>
    public Channel Channel => channel;

    /// <summary>Whether the channel is held, as last seen.</summary>
    public bool IsHeld => library.Hold.Of(channel) is not null;

    /// <summary>By what the channel is held now; null: messages may go.</summary>
    internal async ValueTask<HeldDelivery?> HeldAsync(CancellationToken cancel) =>
        (await library.LookAtHoldAsync(cancel)).Of(channel);

    /// <summary>How many sends the provider can work on at the same time.</summary>
    internal int MaxProviderConcurrency => provider.MaxConcurrency;

    /// <summary>The name of the queue that keeps the dead letters.</summary>
    public static string DeadLetterQueueOf(Channel channel) => DeadLetterWriter.QueueOf(channel.Name);

    /// <summary>Handles one page of messages.</summary>
    /// <returns>How many were visible; fewer than a page: the queue was read to its end.</returns>
    public async ValueTask<int> RunPageAsync(CancellationToken cancel)
    {
        var page = await queue.ReceiveAsync(channel.Name, PageSize, Lease, cancel);
        if (page.Count == 0)
            return 0;
        var (done, received) = (new bool[page.Count], time.GetTimestamp());
        // Those of one customer one after the other: at the same time they would only conflict.
        await ByCustomer.ForEachAsync(Enumerable.Range(0, page.Count), i => CustomerOf(page[i]), maxConcurrency, async (i, token) =>
            done[i] = time.GetElapsedTime(received) < MaxInTurn.ToTimeSpan()
                ? await HandleAsync(page[i], token)
                : await ReturnAsync(page[i], Duration.Zero, token), cancel);
        QueueMessage[] finished = [.. page.Where((_, i) => done[i])];
        if (finished.Length > 0)
            await leases.CompleteAsync(channel.Name, finished, cancel);
        return page.Count;
    }

    /// <summary>One that cannot be read is nobody's.</summary>
    private CustomerId CustomerOf(QueueMessage message) =>
        MessageRequestCodec.TryRead(channel, message.Body.Span, out var request) ? request.Customer : default;

    /// <summary>Handles one message that the queue has given out, and removes it from the queue when it is done with.</summary>
    internal async Task HandleAndCompleteAsync(QueueMessage message, CancellationToken cancel)
    {
        if (await HandleAsync(message, cancel))
            await leases.CompleteAsync(channel.Name, [message], cancel);
    }

    /// <summary>Handles one message that a queue has given out.</summary>
    /// <returns>Whether the queue message is done with; false: it was given back, to come again later.</returns>
    public async ValueTask<bool> HandleAsync(QueueMessage message, CancellationToken cancel)
    {
        if (!MessageRequestCodec.TryRead(channel, message.Body.Span, out var request))
        {
            await _outcomes.DeadLetterAsync(message, "unreadable: expected customer, message id and dispatch stamp, one per line", cancel);
            return true;
        }

        if (_retries.Rest(request.Message) is { } rest)
            return await ReturnAsync(message, rest, cancel);
        if (await HeldAsync(cancel) is { } held)
        {
            await deliveries.AnnounceAsync(request.Customer, cancel);
            return await ReturnAsync(message, held, cancel);
        }

        using var activity = CampaignActivities.StartProcess(channel.Name, request.TraceParent)
            ?.SetTag(SpanTags.MessageId, request.Message.Value).SetTag(SpanTags.DequeueCount, message.DequeueCount);
        try
        {
            return await DeliverAsync(message, request, activity, cancel);
        }
        catch (Exception e) when (IsInternal(e, cancel))
        {
            activity?.SetTag(SpanTags.Error, e.GetType().FullName).SetStatus(ActivityStatusCode.Error);
            if (message.DequeueCount >= MaxDequeueCount)
            {
                await _outcomes.GiveUpAsync(message, request, e.Message, cancel);
                return true;
            }

            await TryAnnounceAsync(request, cancel);
            return await ReturnAsync(message, RetrySchedule.Backoff(message), cancel);
        }
    }

    /// <summary>Opens, renders and begins, until a text goes out that nothing has happened to meanwhile.</summary>
    private async ValueTask<bool> DeliverAsync(
        QueueMessage message, MessageRequest request, Activity? activity, CancellationToken cancel)
    {
        var step = await deliveries.OpenAsync(request, message.DequeueCount, provider.HonoursIdempotencyKey, cancel);
        if (step is DeliveryDecision.Send(var opened))
        {
            CampaignMeter.Received(channel.Name, (Now - opened.Since).ToTimeSpan());
            activity?.SetTag(SpanTags.Journey, opened.Journey.Id.Value).SetTag(SpanTags.Step, opened.Step.Value);
        }

        while (step is DeliveryDecision.Send(var order))
        {
            if (_destinations.IsCongested(order.To))
                return await PutBackAsync(message, order, _retries.After(message, request.Message, hint: null, order.Due), cancel);
            var written = await _writer.WriteAsync(order, cancel);
            if (written is null)
                return await PutBackAsync(message, order, TemplatesAtRest, cancel);
            order = written.Order;
            if (written.Result is RenderResult.Failed failed)
            {
                await _outcomes.FailAsync(message, order, failed, cancel);
                return true;
            }

            var rendered = (RenderResult.Rendered)written.Result;
            var outgoing = new OutgoingMessage(order.Request.Message, channel, order.To, rendered.Message, rendered.Locale, Now,
                written.Unsubscribe, order.Due)
            { ReportToken = messageContext.ReportToken(order) };
            // Beforehand: a report or a click may come in before the provider's answer does.
            foreach (var reports in provider.ReportKeysOf(outgoing))
                await deliveries.ExpectReportsAsync(order, reports, cancel);
            if (messageContext.ShortLinkIn(rendered.Message, order) is { } link)
                await deliveries.ExpectClicksAsync(link, cancel);
            if (await HeldAsync(cancel) is { } held) // the last moment at which nothing is written down yet
            {
                await deliveries.AnnounceAsync(order, cancel);
                return await ReturnAsync(message, held, cancel);
            }

            step = await deliveries.BeginAsync(order, message.DequeueCount, provider.HonoursIdempotencyKey, cancel);
            if (step is DeliveryDecision.Send({ Started: true } begun))
                return await SendAsync(message, begun, rendered, outgoing, cancel);
        }

        if (step is DeliveryDecision.PutBack(var delay))
            return await ReturnAsync(message, delay, cancel);
        CampaignActivities.SetOutcome("dropped");
        if (step is DeliveryDecision.Drop { Reason: DeliveryReason.Interrupted })
        {
            // The attempt of a process that was killed has come to its end here.
            CampaignMeter.Ended(channel.Name, monitor.Provider.Name, "unknown", DeliveryReason.Interrupted);
            monitor.Settled(DeliveryStatus.Unknown, DeliveryReason.Interrupted);
        }

        return true;
    }

    private async ValueTask<bool> SendAsync(
        QueueMessage message, DeliveryOrder order, RenderResult.Rendered rendered, OutgoingMessage outgoing, CancellationToken cancel)
    {
        ProviderResult answer;
        string? fault = null;
        var began = time.GetTimestamp();
        using (var call = CampaignActivities.StartProviderCall(channel, monitor.Provider.Name, outgoing.Id))
        {
            using var send = _destinations.Begin(outgoing.To);
            using var underWay = monitor.Begin();
            try
            {
                answer = await provider.SendAsync(outgoing, cancel);
            }
            catch (Exception e) when (IsInternal(e, cancel))
            {
                (answer, fault) = (new ProviderResult.Unknown(DeliveryReason.ProviderError), e.Message);
            }

            Describe(call, answer);
        }

        CampaignMeter.Answered(channel.Name, monitor.Provider.Name, time.GetElapsedTime(began));
        monitor.Provider.Answered(answer);

        if (answer is ProviderResult.Accepted)
        {
            _retries.Accepted();
            CampaignMeter.HandedOver(channel.Name, monitor.Provider.Name, (Now - order.Since).ToTimeSpan());
        }

        if (_outcomes.ResultOf(answer, order, rendered, message) is { } result)
        {
            // What a provider throws is a fault of its adapter: somebody should see it.
            if (fault is not null)
                await _outcomes.DeadLetterAsync(message, fault, cancel);
            await _outcomes.SettleAsync(order, result, cancel);
            return true;
        }

        var delay = _retries.After(message, order.Request.Message, Hint(answer), order.Due);
        var nextTry = _retries.NextTry(order.Request.Message, delay);
        if (answer is ProviderResult.Unavailable unavailable && !order.Uncertain
            && !await deliveries.ReopenAsync(order, monitor.Provider.OutageOf(unavailable, nextTry), cancel))
            return true;
        monitor.PutBack(nextTry, order.Since);
        return await PutBackAsync(message, order, delay, cancel);
    }

    /// <summary>Gives back a message that was opened, and leaves nothing unsaid that it answers for.</summary>
    private async ValueTask<bool> PutBackAsync(QueueMessage message, DeliveryOrder order, Duration delay, CancellationToken cancel)
    {
        await deliveries.AnnounceAsync(order, cancel);
        return await ReturnAsync(message, delay, cancel);
    }

    /// <summary>What made the message fail may make its customer unreadable as well: then it stays for who can read them.</summary>
    private async ValueTask TryAnnounceAsync(MessageRequest request, CancellationToken cancel)
    {
        try
        {
            await deliveries.AnnounceAsync(request.Customer, cancel);
        }
        catch (Exception e) when (IsInternal(e, cancel))
        {
            FaultMeter.Count("announcement", e);
        }
    }

    private async ValueTask<bool> ReturnAsync(QueueMessage message, Duration delay, CancellationToken cancel)
    {
        CampaignActivities.SetOutcome("returned");
        await leases.ReturnAsync(channel.Name, message, delay, cancel);
        return false;
    }

    /// <summary>A message that is held comes again as if it had not been taken: it was no attempt.</summary>
    private ValueTask<bool> ReturnAsync(QueueMessage message, HeldDelivery held, CancellationToken cancel) =>
        ReturnAsync(message with { DequeueCount = message.DequeueCount - 1 }, held.RestAt(Now), cancel);

    /// <summary>Which kind of answer it was; its reason may be in the provider's own words, and stays out.</summary>
    private static void Describe(Activity? call, ProviderResult answer)
    {
        if (call is null)
            return;
        var kind = answer.GetType().Name.ToLowerInvariant();
        call.SetTag(SpanTags.Outcome, kind);
        if (answer is not ProviderResult.Accepted)
            call.SetTag(SpanTags.Error, kind).SetStatus(ActivityStatusCode.Error);
    }

    internal static bool IsInternal(Exception e, CancellationToken cancel) =>
        e is not StoreUnavailableException && !(e is OperationCanceledException && cancel.IsCancellationRequested);

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    private static Duration? Hint(ProviderResult answer) => (answer as ProviderResult.Unavailable)?.RetryAfter;
}
