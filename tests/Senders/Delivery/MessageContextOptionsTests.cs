using Campaigns.Senders.Delivery;

namespace Campaigns.Senders.Tests.Delivery;

public class MessageContextOptionsTests
{
    [Theory]
    [InlineData("https://go.insurer.example/", null)]
    [InlineData("http://localhost:7071/api/m", null)]
    [InlineData("go.insurer.example", "correspondence:shortLinks: is 'go.insurer.example'; expected an address such as")]
    [InlineData("ftp://go.insurer.example/", "correspondence:shortLinks: is 'ftp://go.insurer.example/'")]
    [InlineData("https://go.insurer.example/?x=1", "correspondence:shortLinks: is 'https://go.insurer.example/?x=1'")]
    public void Check_OfAnAddress(string address, string? wrong)
    {
        var found = new MessageContextOptions { ShortLinks = new Uri(address, UriKind.RelativeOrAbsolute) }.Check();

        if (wrong is null)
            Assert.Empty(found);
        else
            Assert.StartsWith(wrong, Assert.Single(found), StringComparison.Ordinal);
    }
}
