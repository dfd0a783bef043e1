using Campaigns.Model;
using Campaigns.Publishing;
using Campaigns.Senders.Providers;
using Microsoft.Extensions.Configuration;

namespace Campaigns.Azure.Tests;

/// <summary>The app reads the settings that infra-bicep gives it, and says what is wrong with others.</summary>
public sealed class AppSettingsTests
{
    private static readonly Dictionary<string, string?> Deployed = new()
    {
        ["Campaigns:Storage:Account"] = "stcampaigns",
        ["Campaigns:Storage:Templates"] = "texts",
        ["Campaigns:LinkSecret"] = "a secret of thirty-two characters or more",
        ["Campaigns:PublicAddress"] = "https://campaigns.insurer.example/",
        ["Campaigns:Publish:Kind"] = "eventGrid",
        ["Campaigns:Publish:Endpoint"] = "https://facts.example/api/events",
        ["Campaigns:Senders:Email:From"] = "service@insurer.example",
        ["Campaigns:Senders:Channels:email"] = "acsEmail",
        ["Campaigns:Senders:Providers:acsEmail:Kind"] = "AcsEmail",
        ["Campaigns:Senders:Providers:acsEmail:AcsEmail:Endpoint"] = "https://acs.example/",
        ["Campaigns:Senders:Providers:acsEmail:AcsEmail:TrackEngagement"] = "false",
        ["Campaigns:Senders:Channels:sms"] = "acsSms",
        ["Campaigns:Senders:Providers:acsSms:Kind"] = "AcsSms",
        ["Campaigns:Senders:Providers:acsSms:AcsSms:Endpoint"] = "https://acs.example/",
        ["Campaigns:Senders:Providers:acsSms:AcsSms:From"] = "+15550100",
        ["Campaigns:Senders:Channels:push"] = "gateway",
        ["Campaigns:Senders:Providers:gateway:Kind"] = "Webhook",
        ["Campaigns:Senders:Providers:gateway:Webhook:Url"] = "https://gateway.insurer.example/messages",
        ["Campaigns:Senders:Providers:gateway:Webhook:Secret"] = "a secret that the gateway knows as well",
        ["Campaigns:Correspondence:InsurerName"] = "Trial Insurance",
        ["Campaigns:Correspondence:InsurerNames:zh_Hant"] = "試用保險",
    };

    [Fact]
    public void Deployed_AreRead_AndEachChannelHasItsProvider()
    {
        var settings = AppSettings.Read(Of(Deployed));

        Assert.Equal(("stcampaigns", "texts", "https://campaigns.insurer.example/"),
            (settings.Storage.Account, settings.Storage.Templates, settings.PublicAddress?.ToString()));
        Assert.Equal((PublicationKind.EventGrid, "https://facts.example/api/events"), (settings.Publish?.Kind, settings.Publish?.Endpoint));
        Assert.Equal("Trial Insurance", settings.MessageContext.InsurerName);
        Assert.Equal("試用保險", settings.MessageContext.InsurerNames["zh_Hant"]);
        Assert.True(ProviderRegistry.TryCreate(settings.Senders, TimeProvider.System, out var providers, out var errors),
            string.Join('\n', errors));
        using (providers)
            Assert.Equal([Channel.Email, Channel.Push, Channel.Sms],
                providers.ByChannel.Keys.OrderBy(channel => channel.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void LinkSecrets_Rotated_EarlierOnesVerify_AndWhatIsWrongIsNamed()
    {
        var values = new Dictionary<string, string?>(Deployed)
        {
            ["Campaigns:LinkKeyId"] = "2",
            ["Campaigns:EarlierLinkSecrets:1"] = "a secret of thirty-two characters before",
        };
        var settings = AppSettings.Read(Of(values));
        Assert.Equal((2, "1 a secret of thirty-two characters before"),
            (settings.LinkKeyId, string.Join(' ', settings.EarlierLinkKeys.Select(key => $"{key.Id} {key.Secret}"))));

        values["Campaigns:EarlierLinkSecrets:2"] = "a secret of thirty-two characters before";
        values["Campaigns:EarlierLinkSecrets:x"] = "short";
        var wrong = Assert.Throws<InvalidOperationException>(() => AppSettings.Read(Of(values)));
        Assert.Contains("Campaigns:EarlierLinkSecrets:2: expected the number", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("Campaigns:EarlierLinkSecrets:x: expected the number", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("Campaigns:EarlierLinkSecrets:x: expected a secret", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_EachIsNamed()
    {
        var wrong = Assert.Throws<InvalidOperationException>(() =>
            AppSettings.Read(Of(new() { ["Campaigns:Publish:Endpoint"] = "nowhere" })));

        Assert.Contains("Campaigns:LinkSecret", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("Campaigns:Storage:Account", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("publish:endpoint", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAnAccount_TheHostsOwnConnectionServes()
    {
        var settings = AppSettings.Read(
            Of(
                new()
                {
                    ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
                    ["Campaigns:LinkSecret"] = "a secret of thirty-two characters or more"
                }));

        Assert.Equal("UseDevelopmentStorage=true", settings.Storage.Connection);
        Assert.Null(settings.Publish);
    }

    private static IConfiguration Of(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
