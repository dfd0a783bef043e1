using Campaigns.Hosting;
using Campaigns.Local.Hosting;
using Campaigns.Model;
using Campaigns.Senders.Links;

namespace Campaigns.Local.Tests.Hosting;

public sealed class LinkKeyFileTests : IDisposable
{
    private static readonly LinkClaims Claims = new(LinkPurpose.Unsubscribe, new("c"), new("m"), Channel.Email);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-key-");

    private string File => Path.Combine(_folder.FullName, "links.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task FirstStartsAtOnce_HaveOneKey_AndLeaveNothingElse()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => LinkKeyFile.ReadOrCreate(_folder.FullName))));

        var key = Assert.Single(keys.Select(read => Assert.Single(read)).Distinct());
        Assert.Equal(1, key.Id);
        Assert.Equal("links.key", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder.FullName))));
        Assert.Equal([key], LinkKeyFile.ReadOrCreate(_folder.FullName));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void Rotate_TheNewKeySigns_AndLinksOfTheEarlierOnesGoOnWorking()
    {
        // As earlier versions wrote it: without a number, and readable by others.
        System.IO.File.WriteAllText(File, new string('a', 64));
        var tokens = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var signer = Signer();
            tokens.Add(signer.Create(Claims));
            Assert.Equal(i + 2, LinkKeyFile.Rotate(_folder.FullName).Id);
        }

        using var last = Signer();
        Assert.Equal(4, LinkKeyFile.ReadOrCreate(_folder.FullName)[^1].Id);
        Assert.Equal(3, tokens.Distinct().Count());
        Assert.DoesNotContain(last.Create(Claims), tokens);
        Assert.All(tokens.Append(last.Create(Claims)), token => Assert.True(last.TryRead(token, out _)));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("short")]
    [InlineData("x aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("256 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n1 bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]
    public void AFile_ThatHoldsNoKeys_IsReportedAndLeftAlone(string text)
    {
        System.IO.File.WriteAllText(File, text);
        var refused = Assert.Throws<HostConfigurationException>(() => LinkKeyFile.ReadOrCreate(_folder.FullName));
        Assert.StartsWith($"{File} holds no link keys", refused.Message, StringComparison.Ordinal);
        Assert.Equal(text, System.IO.File.ReadAllText(File));
    }

    private LinkSigner Signer()
    {
        var keys = LinkKeyFile.ReadOrCreate(_folder.FullName);
        return new LinkSigner(keys[^1], keys.SkipLast(1), TimeProvider.System);
    }
}
