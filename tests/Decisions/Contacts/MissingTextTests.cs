using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Decisions.Tests.Contacts;

/// <summary>A channel whose text lacks what it requires is passed over, like one that does not reach the customer.</summary>
public sealed class MissingTextTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 6, 1, 2, 0);

    [Theory]
    [InlineData("", "push")]
    [InlineData("push", "sms")]
    [InlineData("sms", "push")]
    [InlineData("push,sms", "refused missing:policy.expires_on")]
    public void Decide_PassesOverChannelsWhoseTextCannotBeWritten(string lacking, string expected)
    {
        var request = new ContactRequest(new("m"), [Channel.Push, Channel.Sms], "renewal", 50, new("j"),
            new("j~x~1"), new("s"), Now + Duration.FromDays(7))
        {
            Missing = lacking.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .ToDictionary(name => new Channel(name), _ => "policy.expires_on"),
        };

        Assert.Equal(expected, Decide(request) switch
        {
            ContactResult.Reserved reserved => reserved.Channel.Name,
            ContactResult.Refused { Blocked: false } refused => "refused " + refused.Reason,
            var other => other.ToString(),
        });
    }

    private static ContactResult Decide(ContactRequest request) => ContactDecision.Decide(
        request, ContactLedger.Empty, ContactPolicyProbe.Reachable("Asia/Taipei"), ContactPolicyProbe.Policy(), Now);
}
