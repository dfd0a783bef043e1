using System.Text;
using Campaigns.Senders.Webhook;
using NodaTime;

namespace Campaigns.Senders.Tests.Webhook;

public class WebhookSignatureTests
{
    private const string Secret = "a secret of sixteen and more";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id":"m1"}""");
    private static readonly Instant Now = Instant.FromUnixTimeSeconds(1_767_225_600);
    private static readonly Duration Tolerance = Duration.FromMinutes(5);

    [Fact]
    public void Create_KnownInput_GivesTheDocumentedHeader() =>
        // The MAC is that of: printf '1767225600.{"id":"m1"}' | openssl dgst -sha256 -hmac "$SECRET"
        Assert.Equal("t=1767225600,v1=44d7c920843e1d9803bd4ed390b05870d487dafc8f2caf5989366d1276d09f1c",
            WebhookSignature.Create(Secret, Body, Now));

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void Verify_WithinTolerance_Holds(int secondsLater, bool expected) =>
        Assert.Equal(expected,
            WebhookSignature.Verify(Secret, Body, WebhookSignature.Create(Secret, Body, Now), Now + Duration.FromSeconds(secondsLater),
                Tolerance));

    [Fact]
    public void Verify_OtherBodySecretOrTime_Fails()
    {
        var header = WebhookSignature.Create(Secret, Body, Now);

        Assert.False(WebhookSignature.Verify(Secret, "{}"u8, header, Now, Tolerance));
        Assert.False(WebhookSignature.Verify(Secret + "x", Body, header, Now, Tolerance));
        Assert.False(
            WebhookSignature.Verify(Secret, Body, header.Replace("t=1767225600", "t=1767225601", StringComparison.Ordinal), Now,
                Tolerance));
    }

    [Fact]
    public void Verify_SecondOfTwoSignatures_Holds() =>
        Assert.True(
            WebhookSignature.Verify(Secret, Body,
                WebhookSignature.Create(Secret, Body, Now).Replace(",v1", ",v1=00,v1", StringComparison.Ordinal), Now, Tolerance));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v1=00")]
    [InlineData("t=,v1=00")]
    [InlineData("t=-5,v1=00")]
    [InlineData("t=9223372036854775807,v1=00")]
    [InlineData("t=99999999999999999999,v1=00")]
    public void Verify_Malformed_Fails(string? header) => Assert.False(WebhookSignature.Verify(Secret, Body, header, Now, Tolerance));
}
