using Azure.Storage.Queues.Models;
using Campaigns.Azure.Durable;
using Campaigns.Model;
using Campaigns.Runtime.Dispatch;
using Campaigns.Runtime.Incidents;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NodaTime;

namespace Campaigns.Azure.Queues;

/// <summary>The senders: a function for each channel's queue.</summary>
public sealed class ChannelFunctions(CampaignApp app, DurableTimers timers)
{
    /// <summary>How long a message waits for its channel to get a provider, before it asks again.</summary>
    private static readonly Duration WithoutProvider = Duration.FromMinutes(10);

    /// <summary>Sends an SMS.</summary>
    [Function("SendSms")]
    public Task SmsAsync([QueueTrigger("sms")] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        SendAsync(Channel.Sms, message, client, cancel);

    /// <summary>Sends a push message.</summary>
    [Function("SendPush")]
    public Task PushAsync(
        [QueueTrigger("push")] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        SendAsync(Channel.Push, message, client, cancel);

    /// <summary>Sends an e-mail.</summary>
    [Function("SendEmail")]
    public Task EmailAsync(
        [QueueTrigger("email")] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        SendAsync(Channel.Email, message, client, cancel);

    /// <summary>Sends a WeChat message.</summary>
    [Function("SendWeChat")]
    public Task WeChatAsync(
        [QueueTrigger("wechat")] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        SendAsync(Channel.WeChat, message, client, cancel);

    /// <summary>Orders a call.</summary>
    [Function("SendCall")]
    public Task CallAsync(
        [QueueTrigger("call")] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        SendAsync(Channel.Call, message, client, cancel);

    /// <summary>Gives an agent a task.</summary>
    [Function("SendAgent")]
    public Task AgentAsync(
        [QueueTrigger("agent")] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancel) =>
        SendAsync(Channel.Agent, message, client, cancel);

    private async Task SendAsync(Channel channel, QueueMessage message, DurableTaskClient client, CancellationToken cancel)
    {
        timers.Use(client);
        if (await app.Queues.OpenAsync(channel.Name, message.MessageText, message.DequeueCount, cancel) is not { } opened)
            return;
        if (app.Services.Senders.TryGetValue(channel, out var sender))
        {
            await sender.HandleAsync(opened, cancel);
            return;
        }

        app.Services.Incidents.Report($"channel {channel.Name}", new IncidentException(
            $"no provider is configured for the channel {channel.Name}; its messages stay in the queue. " +
            $"Set Campaigns__Senders__Channels__{channel.Name}"));
        if (MessageRequestCodec.TryRead(channel, opened.Body.Span, out var request))
            await app.Services.Deliveries.AnnounceAsync(request.Customer, cancel);
        await app.Queues.ReturnAsync(channel.Name, opened with { DequeueCount = 0 }, WithoutProvider, cancel); // it was no attempt
    }
}
