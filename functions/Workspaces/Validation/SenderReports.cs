using Campaigns.Model;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Providers;

namespace Campaigns.Workspaces.Validation;

/// <summary>Which events about messages come back, by the settings of the senders.</summary>
/// <param name="providers">Who delivers; null: the outbox of a host without senders, which reports nothing.</param>
/// <param name="correspondence">Whether links report clicks.</param>
internal sealed class SenderReports(ProviderOptions? providers, MessageContextOptions correspondence)
{
    /// <summary>Whether an event of this type about a message of the channel can come.</summary>
    public bool Are(Channel channel, string type)
    {
        var provider = providers is not null && providers.Channels.TryGetValue(channel.Name, out var name) && name is not null
            ? providers.Providers.GetValueOrDefault(name) : null;
        return type switch
        {
            // A service of one's own may report anything.
            _ when provider?.Kind == ProviderKind.Webhook => true,
            "message.clicked" => LinksReport(channel) || provider is { Kind: ProviderKind.AcsEmail, AcsEmail.TrackEngagement: true },
            "message.opened" => provider is { Kind: ProviderKind.AcsEmail, AcsEmail.TrackEngagement: true },
            "message.delivered" => provider?.Kind is ProviderKind.AcsSms or ProviderKind.AcsEmail,
            _ => true,
        };
    }

    private bool LinksReport(Channel channel) =>
        correspondence.TrackClicks && (channel == Channel.Sms ? correspondence.ShortLinks is not null : channel != Channel.Call && channel != Channel.Agent);
}
