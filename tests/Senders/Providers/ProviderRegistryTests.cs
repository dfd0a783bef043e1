using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Providers;
using Campaigns.Senders.Resilience;
using Campaigns.Senders.Tests.Support;

namespace Campaigns.Senders.Tests.Providers;

public sealed class ProviderRegistryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TryCreate_OutboxOnly_ServesEveryChannel()
    {
        Assert.True(ProviderRegistry.TryCreate(ProviderOptions.OutboxOnly(_folder.Path), TimeProvider.System, out var registry, out _));

        using (registry)
        {
            Assert.Equal(6, registry.ByChannel.Count);
            Assert.IsType<ProviderResult.Accepted>(
                await registry.ByChannel[Channel.Email].SendAsync(Messages.Email(), TestContext.Current.CancellationToken));
            Assert.IsType<ProviderResult.Accepted>(
                await registry.ByChannel[Channel.Sms].SendAsync(Messages.Sms(), TestContext.Current.CancellationToken));
            Assert.Equal(3, _folder.Files.Count()); // the e-mail also as a page
        }
    }

    [Fact]
    public void TryCreate_TwoChannelsOneProvider_ShareItsBreaker()
    {
        var options = new ProviderOptions
        {
            Providers = new Dictionary<string, ProviderSettings>
            {
                ["gateway"] = new()
                {
                    Kind = ProviderKind.Webhook,
                    Webhook = new() { Url = "https://gateway.example/send", Secret = "sixteen characters" }
                },
            },
            Channels = new Dictionary<string, string> { ["sms"] = "gateway", ["push"] = "gateway" },
        };

        Assert.True(ProviderRegistry.TryCreate(options, TimeProvider.System, out var registry, out _));
        using (registry)
        {
            Assert.IsType<ResilientProvider>(registry.ByChannel[Channel.Sms]);
            Assert.Same(registry.ByChannel[Channel.Sms], registry.ByChannel[Channel.Push]);
            Assert.Null(registry.ByChannel.GetValueOrDefault(Channel.Email));
        }
    }

    [Fact]
    public void TryCreate_ManyMistakes_NamesEachSettingAtOnce()
    {
        var options = new ProviderOptions
        {
            Email = new() { From = "not a mailbox" },
            Providers = new Dictionary<string, ProviderSettings>
            {
                ["mail"] = new() { Kind = ProviderKind.Smtp, Smtp = new() { Port = 0, User = "u" } },
                ["hook"] = new()
                {
                    Kind = ProviderKind.Webhook,
                    Webhook = new() { Url = "http://gateway.example", Secret = "short" },
                    Resilience = new() { Retries = -1, FailureRatio = 2 }
                },
                ["empty"] = new() { Kind = ProviderKind.Outbox },
                ["moon"] = new() { Kind = ProviderKind.Outbox, Outbox = new() { Root = "x", TimeZone = "Moon/Base" } },
            },
            Channels = new Dictionary<string, string> { ["sms"] = "mail", ["email"] = "mial", ["fax"] = "hook" },
        };

        Assert.False(ProviderRegistry.TryCreate(options, TimeProvider.System, out var registry, out var errors));
        Assert.Null(registry);
        Assert.Equal(
            [
                "providers:empty:outbox", "providers:hook:webhook:url", "providers:hook:webhook:secret",
                "providers:hook:resilience:retries",
                "providers:hook:resilience:failureRatio", "providers:mail:smtp:host", "providers:mail:smtp:port",
                "providers:mail:smtp:password",
                "providers:moon:outbox:timeZone", "channels:email", "channels:fax", "channels:sms", "email:from",
            ],
            errors.Select(error => error.Setting));
        Assert.DoesNotContain(errors, error => error.Message.Contains("short", StringComparison.Ordinal));
    }

    [Fact]
    public void TryCreate_SenderThatNeedsSmtpUtf8_IsAnError()
    {
        var options = ProviderOptions.OutboxOnly(_folder.Path) with
        {
            Email = new()
            {
                From = "服務@insurer.example",
                ReplyTo = "hé@insurer.example",
                UnsubscribeMailbox = "退訂@insurer.example",
            },
        };

        Assert.False(ProviderRegistry.TryCreate(options, TimeProvider.System, out _, out var errors));
        Assert.Equal(["email:from", "email:replyTo"], errors.Select(error => error.Setting));
        Assert.All(errors, error => Assert.Contains("ASCII", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void TryCreate_MailWithoutIdentity_AsksForIt()
    {
        var options = ProviderOptions.OutboxOnly(_folder.Path) with { Email = null };

        Assert.False(ProviderRegistry.TryCreate(options, TimeProvider.System, out _, out var errors));
        Assert.Equal("email", Assert.Single(errors).Setting);
    }
}
