using System.Net;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using Campaigns.Azurite;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Ports;
using Campaigns.Storage.Azure;

namespace Campaigns.Storage.Tests.Azure;

public sealed class AzureStoreTests
{
    private static readonly AzureStoreOptions Impatient = new() { Retries = 1, FirstDelay = TimeSpan.FromMilliseconds(1) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("AccountName=a")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=not base 64;EndpointSuffix=core.windows.net")]
    public void Open_NoConnectionString_SaysWhatOneLooksLike(string text)
    {
        var wrong = Assert.Throws<FormatException>(() => AzureStore.Open(text, TimeProvider.System));

        Assert.Contains("AccountKey=…", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "devstoreaccount1")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=AAAA;EndpointSuffix=core.windows.net", "acme")]
    public void Open_ConnectionString_NamesTheAccount(string text, string account) =>
        Assert.Equal(account, AzureStore.Open(text, TimeProvider.System).Name);

    [Theory]
    [InlineData("Upper")]
    [InlineData("1st")]
    [InlineData("with-dash")]
    [InlineData("longerthantwentyletters")]
    public void Open_PrefixThatCannotBeginATable_IsRefused(string prefix) =>
        Assert.Throws<ArgumentException>(() =>
            AzureStore.Open("UseDevelopmentStorage=true", TimeProvider.System, new() { Prefix = prefix }));

    [Fact]
    public async Task Find_NothingListens_ThrowsWithoutTheKey()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var store = AzureStore.Open(Account($"http://127.0.0.1:{port}/a", "c2VjcmV0"), TimeProvider.System, Impatient);

        var away = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await store.Rows.FindAsync("customers", "p", "a", Cancel));

        Assert.Contains("it could not be reached", away.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{port}", away.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAndReceive_WrongKey_SayThatTheCredentialsWereRefused()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var right = await SharedAzurite.ConnectionStringAsync();
        var wrong = string.Join(';',
            right.Split(';').Select(part => part.StartsWith("AccountKey=", StringComparison.Ordinal) ? "AccountKey=c2VjcmV0" : part));
        var store = AzureStore.Open(wrong, TimeProvider.System, Impatient);

        var rows = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await store.Rows.FindAsync("customers", "p", "a", Cancel));
        var queues = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Queues.CountAsync("sms", Cancel));

        Assert.All([rows.Message, queues.Message], message =>
            Assert.Contains("refused the credentials", message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Templates_FilesOfAContainer_MakeTheSameSetAsTheFolder()
    {
        Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
        var store = await SharedAzurite.OpenAsync(TimeProvider.System);
        var name = $"templates-{SharedAzurite.FreshPrefix()}";
        Assert.Empty(await store.Templates(name).ReadAsync(Cancel));
        var container = new BlobContainerClient(await SharedAzurite.ConnectionStringAsync(), name);
        await container.CreateAsync(cancellationToken: Cancel);
        await container.UploadBlobAsync("readme.txt", BinaryData.FromString("no template"), Cancel);
        await container.UploadBlobAsync("gift/claim.sms.zh-Hant.scriban", BinaryData.FromString("您的禮物在等您"), Cancel);
        await container.UploadBlobAsync("gift/claim.sms.en.scriban", BinaryData.FromString("Your gift is waiting"), Cancel);

        var files = await store.Templates(name).ReadAsync(Cancel);

        Assert.Equal(
            [new TemplateFile("gift/claim.sms.en.scriban", "Your gift is waiting"),
                new TemplateFile("gift/claim.sms.zh-Hant.scriban", "您的禮物在等您")],
            files.OrderBy(file => file.Path, StringComparer.Ordinal));
    }

    private static string Account(string endpoint, string key) =>
        $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey={key};TableEndpoint={endpoint};QueueEndpoint={endpoint};BlobEndpoint={endpoint};";
}
