using Campaigns.Senders.Smtp;

namespace Campaigns.Senders.Tests.Smtp;

public class SmtpVerdictTests
{
    [Theory]
    [InlineData("2.0.0 Ok: queued as 4XyZ12", "4XyZ12")]
    [InlineData("OK id=1abCDe-000123-Xy", "1abCDe-000123-Xy")]
    [InlineData("2.6.0 <abc@host.example> [InternalId=1] Queued mail for delivery",
        "2.6.0 <abc@host.example> [InternalId=1] Queued mail for delivery")]
    [InlineData("Ok 0100018f-aaaa-000000", "0100018f-aaaa-000000")]
    [InlineData("Message accepted", "Message accepted")]
    [InlineData("", null)]
    public void QueueId_EachServersWording_IsFound(string response, string? expected) =>
        Assert.Equal(expected, SmtpVerdict.QueueId(response));
}
