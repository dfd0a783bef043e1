using Campaigns.Senders.Email;

namespace Campaigns.Senders.Providers;

/// <summary>Which provider serves which channel: the <c>senders</c> section of the configuration.</summary>
/// <remarks>
/// For example <c>{ "email": { "from": "service@insurer.example" }, "providers": { "mail": { "kind": "smtp", "smtp": { … } },
/// "gateway": { "kind": "webhook", "webhook": { … } } }, "channels": { "email": "mail", "sms": "gateway" } }</c>.
/// </remarks>
public record ProviderOptions
{
    /// <summary>The sender of every e-mail; needed where a provider builds e-mail.</summary>
    public EmailIdentity? Email { get; init; }

    /// <summary>The providers by a name of the operator's choice.</summary>
    public IReadOnlyDictionary<string, ProviderSettings> Providers { get; init => field = value ?? field; } = new Dictionary<string, ProviderSettings>();

    /// <summary>Channel to the name of its provider. A channel without one cannot be sent by.</summary>
    public IReadOnlyDictionary<string, string> Channels { get; init => field = value ?? field; } = new Dictionary<string, string>();

    /// <summary>Everything wrong with the settings, a line each with the setting's path.</summary>
    public IReadOnlyList<string> Check() => [.. ProviderValidation.Check(this).Select(error => error.ToString())];

    /// <summary>Everything into one outbox folder: the settings of a first local run.</summary>
    /// <param name="root">The folder.</param>
    public static ProviderOptions OutboxOnly(string root) => new()
    {
        Email = new EmailIdentity { From = "service@insurer.example", FromName = "Campaigns" },
        Providers = new Dictionary<string, ProviderSettings>
        {
            ["outbox"] = new() { Kind = ProviderKind.Outbox, Outbox = new() { Root = root } },
        },
        Channels = ProviderValidation.KnownChannels.ToDictionary(channel => channel, _ => "outbox"),
    };
}
