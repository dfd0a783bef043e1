namespace Campaigns.Api.Unsubscribe;

/// <summary>The page's wording in one language.</summary>
/// <param name="Language">BCP 47.</param>
/// <param name="Title">What the page is for.</param>
/// <param name="Question">Asks to choose; <c>{0}</c> is the channel.</param>
/// <param name="Less">Asks for fewer messages.</param>
/// <param name="Button">Refuses this channel; <c>{0}</c> is the channel.</param>
/// <param name="Everything">Refuses every channel.</param>
/// <param name="Remaining">What still comes.</param>
/// <param name="Done">After refusing.</param>
/// <param name="DoneLess">After asking for fewer messages.</param>
/// <param name="Invalid">The link is not, or no longer, valid.</param>
internal sealed record UnsubscribeTexts(
    string Language, string Title, string Question, string Less, string Button, string Everything, string Remaining, string Done,
    string DoneLess, string Invalid)
{
    private static readonly UnsubscribeTexts English = new(
        "en", "Your message choices", "You receive offers and reminders from us by {0}. Choose what suits you.",
        "Write to me less often", "Stop messages by {0}", "Stop offers on every channel",
        "Notices about your policies that the law requires will still reach you.",
        "Done. We will not send you offers this way any more.", "Done. You will hear from us less often.",
        "This link is not valid. Please use the link in our latest message, or call us.");

    private static readonly UnsubscribeTexts Traditional = new(
        "zh-Hant", "您的訊息偏好", "您目前會透過{0}收到我們的優惠與提醒。請選擇適合您的方式。",
        "減少訊息次數", "停止以{0}發送", "停止所有管道的優惠訊息", "法令規定的保單通知仍會寄送給您。",
        "已完成。我們不會再以此方式寄送優惠訊息給您。", "已完成。我們會減少寄送訊息的次數。", "此連結無效。請使用最近一則訊息中的連結，或來電與我們聯絡。");

    private static readonly UnsubscribeTexts HongKong = new(
        "zh-Hant-HK", "您的訊息偏好", "您目前會透過{0}收到我們的優惠及提示。請選擇適合您的方式。",
        "減少訊息次數", "停止以{0}發送", "停止所有渠道的優惠訊息", "法例規定的保單通知仍會發送給您。",
        "已完成。我們不會再以此方式發送優惠訊息給您。", "已完成。我們會減少發送訊息的次數。", "此連結無效。請使用最近一則訊息中的連結，或致電與我們聯絡。");

    private static readonly UnsubscribeTexts Simplified = new(
        "zh-Hans", "您的消息偏好", "您目前会通过{0}收到我们的优惠与提醒。请选择适合您的方式。",
        "减少消息次数", "停止以{0}发送", "停止所有渠道的优惠信息", "法律规定的保单通知仍会发送给您。",
        "已完成。我们不会再以此方式向您发送优惠信息。", "已完成。我们会减少发送消息的次数。", "此链接无效。请使用最近一条消息中的链接，或致电与我们联系。");

    /// <summary>The texts of exactly this locale, or null.</summary>
    public static UnsubscribeTexts? Of(string locale) => locale.ToLowerInvariant() switch
    {
        "en" => English,
        "zh-hant" => Traditional,
        "zh-hant-hk" => HongKong,
        "zh-hans" => Simplified,
        _ => null,
    };

    /// <summary>A channel as the customer calls it.</summary>
    public string Name(string channel) => (channel, Language) switch
    {
        ("sms", "en") => "text message",
        ("sms", "zh-Hant-HK") => "短訊",
        ("sms", "zh-Hant") => "簡訊",
        ("sms", _) => "短信",
        ("push", "en") => "app notification",
        ("push", "zh-Hant-HK") => "App 推送通知",
        ("push", "zh-Hant") => "App 推播",
        ("push", _) => "App 推送",
        ("email", "en") => "e-mail",
        ("email", "zh-Hant" or "zh-Hant-HK") => "電子郵件",
        ("email", _) => "电子邮件",
        ("wechat", "en") => "WeChat",
        ("wechat", _) => "微信",
        (_, "en") => "phone",
        (_, "zh-Hant" or "zh-Hant-HK") => "電話",
        _ => "电话",
    };
}
