namespace Campaigns.Model;

/// <summary>A way to reach a customer; also the name of the queue its sender serves.</summary>
/// <param name="Name">Lower case: <c>sms</c>, <c>push</c>, <c>email</c>, <c>wechat</c>, <c>call</c>, <c>agent</c>.</param>
public readonly record struct Channel(string Name)
{
    /// <summary>Short message to <c>customer.phone</c>.</summary>
    public static readonly Channel Sms = new("sms");

    /// <summary>App push to <c>customer.push_token</c>.</summary>
    public static readonly Channel Push = new("push");

    /// <summary>E-mail to <c>customer.email</c>.</summary>
    public static readonly Channel Email = new("email");

    /// <summary>WeChat template message to <c>customer.wechat_id</c>.</summary>
    public static readonly Channel WeChat = new("wechat");

    /// <summary>Outbound call to <c>customer.phone</c>.</summary>
    public static readonly Channel Call = new("call");

    /// <summary>A follow-up task for the customer's agent: not a contact, so no policy applies.</summary>
    public static readonly Channel Agent = new("agent");

    /// <summary>Every channel a <c>send</c> may name, in the order documentation lists them.</summary>
    public static readonly IReadOnlyList<Channel> Contactable = [Sms, Push, Email, WeChat, Call];

    /// <summary>The <c>customer.*</c> attribute that holds this channel's address.</summary>
    public string AddressAttribute => Name switch
    {
        "sms" or "call" => "phone",
        "push" => "push_token",
        "email" => "email",
        "wechat" => "wechat_id",
        _ => "agent_id",
    };

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
