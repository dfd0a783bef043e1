using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Email;
using NodaTime;

namespace Campaigns.Senders.Tests.Support;

internal static class Messages
{
    public static readonly Instant Morning = Instant.FromUtc(2026, 3, 2, 2, 0);

    public static readonly EmailIdentity Identity = new() { From = "service@insurer.example", FromName = "安心保險" };

    public static MimeMessageFactory Mail { get; } = new(Identity);

    public static OutgoingMessage Email(
        string id = "m1", Uri? unsubscribe = null, string to = "mei@example.com", string subject = "您的保單將於 30 天後到期") =>
        new(new MessageId(id), Channel.Email, to, new RenderedMessage.Email(subject, "<p>續保請按這裡</p>", "續保請按這裡"), "zh-Hant", Morning,
            unsubscribe);

    public static OutgoingMessage Sms(string id = "m1", string to = "+886912345678") =>
        new(new MessageId(id), Channel.Sms, to, new RenderedMessage.Text("【安心保險】保單即將到期\n回 N 退訂"), "zh-Hant", Morning);

    public static OutgoingMessage On(Channel channel, RenderedMessage content, string id = "m1") =>
        new(new MessageId(id), channel, "address", content, "en", Morning, Due: Morning + Duration.FromDays(3));
}
