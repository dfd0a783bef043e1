using Campaigns.Runtime.Ports;
using Campaigns.Senders.AzureCommunication;
using Campaigns.Senders.Email;
using Campaigns.Senders.Outbox;
using Campaigns.Senders.Resilience;
using Campaigns.Senders.Smtp;
using Campaigns.Senders.Webhook;

namespace Campaigns.Senders.Providers;

/// <summary>Makes a provider of validated settings, with its patience around it.</summary>
internal sealed class ProviderFactory(EmailIdentity? identity, HttpClient http, TimeProvider time)
{
    public IChannelProvider Create(ProviderSettings settings)
    {
        IChannelProvider provider = settings.Kind switch
        {
            ProviderKind.Smtp => new SmtpProvider(settings.Smtp!, Mail(), time),
            ProviderKind.Webhook => new WebhookProvider(settings.Webhook!, http, time),
            ProviderKind.AcsSms => new AcsSmsProvider(settings.AcsSms!, http, time),
            ProviderKind.AcsEmail => new AcsEmailProvider(settings.AcsEmail!, identity!, http, time),
            _ => new OutboxProvider(settings.Outbox!, Mail(), time),
        };
        var patience = settings.Resilience ?? (settings.Kind == ProviderKind.Outbox ? null : new ResilienceOptions());
        return patience is null ? provider : new ResilientProvider(provider, patience, time);
    }

    // An outbox that serves no e-mail has no identity and never builds a message from this one.
    private MimeMessageFactory Mail() => new(identity ?? new EmailIdentity { From = "nobody@campaigns.invalid" });
}
