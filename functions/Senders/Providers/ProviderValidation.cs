using System.Text.Json;
using Campaigns.Model;
using Campaigns.Senders.Settings;

namespace Campaigns.Senders.Providers;

/// <summary>Finds everything wrong with the provider settings at once, so that an operator mends them in one go.</summary>
internal static class ProviderValidation
{
    public static readonly IReadOnlyList<string> KnownChannels =
        [.. Channel.Contactable.Append(Channel.Agent).Select(channel => channel.Name)];

    public static IReadOnlyList<SettingError> Check(ProviderOptions options)
    {
        var check = new SettingCheck();
        foreach (var (name, settings) in options.Providers.OrderBy(provider => provider.Key, StringComparer.Ordinal))
            Check(settings, check.Under("providers").Under(name));
        foreach (var (channel, provider) in options.Channels.OrderBy(channel => channel.Key, StringComparer.Ordinal))
            Check(channel, provider, options, check.Under("channels"));

        options.Email?.Check(check.Under("email"));
        check.Require(options.Email is not null || !BuildsMail(options), "email",
            "is missing; a provider of the channel email needs email:from");
        return check.Errors;
    }

    private static void Check(ProviderSettings? settings, SettingCheck check)
    {
        if (settings is null)
        {
            check.Require(false, "kind", "is missing; expected for example \"outbox\"");
            return;
        }

        switch (settings.Kind)
        {
            case ProviderKind.Outbox:
                Section(settings.Outbox, "outbox", check)?.Check(check.Under("outbox"));
                break;
            case ProviderKind.Smtp:
                Section(settings.Smtp, "smtp", check)?.Check(check.Under("smtp"));
                break;
            case ProviderKind.Webhook:
                Section(settings.Webhook, "webhook", check)?.Check(check.Under("webhook"));
                break;
            case ProviderKind.AcsSms:
                Section(settings.AcsSms, "acsSms", check)?.Check(check.Under("acsSms"));
                break;
            case ProviderKind.AcsEmail:
                Section(settings.AcsEmail, "acsEmail", check)?.Check(check.Under("acsEmail"));
                break;
            default:
                check.Require(false, "kind", $"is {settings.Kind}; expected {string.Join(", ", Enum.GetNames<ProviderKind>())}");
                break;
        }

        settings.Resilience?.Check(check.Under("resilience"));
    }

    private static void Check(string channel, string provider, ProviderOptions options, SettingCheck check)
    {
        check.Require(KnownChannels.Contains(channel), channel, $"is not a channel; expected {string.Join(", ", KnownChannels)}");
        if (provider is null || !options.Providers.TryGetValue(provider, out var settings))
        {
            var known = options.Providers.Count == 0 ? "none is configured"
                : "expected " + string.Join(", ", options.Providers.Keys.Order(StringComparer.Ordinal));
            check.Require(false, channel, $"names the provider '{provider}', which is not configured; {known}");
            return;
        }

        if (settings is not null && OnlyChannelOf(settings.Kind) is { } only)
            check.Require(channel == only.Name, channel,
                $"names the provider '{provider}' of kind {JsonNamingPolicy.CamelCase.ConvertName(settings.Kind.ToString())}, which " +
                $"carries only {only}");
    }

    /// <summary>The one channel a kind is made for; null: any.</summary>
    private static Channel? OnlyChannelOf(ProviderKind kind) => kind switch
    {
        ProviderKind.Smtp or ProviderKind.AcsEmail => Channel.Email,
        ProviderKind.AcsSms => Channel.Sms,
        _ => null,
    };

    private static T? Section<T>(T? section, string name, SettingCheck check)
        where T : class
    {
        check.Require(section is not null, name, $"is missing; the kind {name} needs this section");
        return section;
    }

    /// <summary>
    /// Whether any provider in use writes e-mail itself: a webhook posts the parts and leaves the sender to its receiver.
    /// </summary>
    private static bool BuildsMail(ProviderOptions options) =>
        options.Channels.TryGetValue(Channel.Email.Name, out var name)
        && options.Providers.TryGetValue(name, out var settings)
        && settings is not null && settings.Kind != ProviderKind.Webhook;
}
