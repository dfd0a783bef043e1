using Campaigns.Senders.Settings;

namespace Campaigns.Senders.AzureCommunication;

/// <summary>How an Azure Communication Services resource is reached.</summary>
public abstract record AcsConnection
{
    /// <summary>The resource's endpoint, for example <c>https://insurer.communication.azure.com</c>; HTTPS, or HTTP on loopback.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>One of the resource's two access keys; without, the host's managed identity is asked for a token.</summary>
    public string? AccessKey { get; init; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    internal virtual void Check(SettingCheck check)
    {
        check.Require(
            Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) && address.AbsolutePath == "/"
                && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)),
            "endpoint", $"is '{Endpoint}'; expected the resource's https address without a path (http only on loopback)");
        check.Require(AccessKey is null || IsBase64(AccessKey), "accessKey",
            "is not base 64; copy the resource's key as it is, or leave it out to use the managed identity");
        check.RequireSpan(Timeout, "timeout");
    }

    private static bool IsBase64(string text) => text.Length > 0 && Convert.TryFromBase64String(text, new byte[text.Length], out _);
}

/// <summary>Settings of SMS by Azure Communication Services.</summary>
public sealed record AcsSmsOptions : AcsConnection
{
    /// <summary>Who the text comes from: a number of the resource in E.164, a short code, or an alphanumeric sender id.</summary>
    public string From { get; init; } = "";

    internal override void Check(SettingCheck check)
    {
        base.Check(check);
        check.RequireText(From, "from", "+15550100");
    }
}

/// <summary>Settings of e-mail by Azure Communication Services. The sender is the configuration's <c>email</c> section.</summary>
public sealed record AcsEmailOptions : AcsConnection
{
    /// <summary>Whether opens and clicks are reported; the domain must have tracking switched on too.</summary>
    public bool TrackEngagement { get; init; } = true;
}
