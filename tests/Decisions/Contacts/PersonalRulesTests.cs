using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Model;
using Campaigns.Model.Customers.Preferences;
using NodaTime;

namespace Campaigns.Decisions.Tests.Contacts;

public sealed class PersonalRulesTests
{
    private static readonly ContactPolicy Policy = ContactPolicyProbe.Policy(
        ContactPolicyProbe.Rolling(3, Duration.FromDays(30), "month"), ContactPolicyProbe.Calendar(1, CalendarUnit.Day, "day"),
        ContactPolicyProbe.Rolling(0, Duration.FromDays(1), "none")) with
    { QuietHours = [ContactPolicyProbe.Quiet("21:00", "09:00")] };

    private static ContactPolicy For(CustomerPreferences? preferences) =>
        Policy.For(ContactPolicyProbe.Reachable("Asia/Taipei") with { Preferences = preferences });

    private static CustomerPreferences Wishes => new() { At = Instant.MinValue, How = "form" };

    [Fact]
    public void For_NoPreferences_IsThePolicyItself()
    {
        Assert.Same(Policy, For(null));
        Assert.Same(Policy, For(Wishes with { Channel = Channel.Sms }));
    }

    [Fact]
    public void For_Less_HalvesEveryCap_ButLeavesOne() =>
        Assert.Equal([1, 1, 0], For(Wishes with { Less = true }).Caps.Select(cap => cap.Limit));

    [Fact]
    public void For_ANumberAMonth_IsOneMoreCap()
    {
        var rules = For(Wishes with { MostPerMonth = 2 });

        Assert.Equal(("preference-month", 2, new CapWindow.Rolling(Duration.FromDays(30))),
            (rules.Caps[^1].Id, rules.Caps[^1].Limit, rules.Caps[^1].Window));
        Assert.Equal(Policy.Caps, rules.Caps[..^1]);
    }

    [Theory]
    [InlineData("18:00", "21:00", "00:30")]
    [InlineData("22:00", "02:00", "00:30")]
    [InlineData("18:00", "18:20", "00:10")]
    public void For_Hours_AreQuietOutside_AndTheSpreadStaysWithin(string from, string to, string spread)
    {
        var (start, end) = (LocalTime.FromMinutesSinceMidnight(Minutes(from)), LocalTime.FromMinutesSinceMidnight(Minutes(to)));
        var quiet = For(Wishes with { Hours = new(start, end) }).QuietHours[^1];

        Assert.Equal((end, start, "preferred-hours", Duration.FromMinutes(Minutes(spread))),
            (quiet.From, quiet.To, quiet.Reason, quiet.Spread));
    }

    [Theory]
    [InlineData("email", "email push sms")]
    [InlineData("push", "push sms email")]
    [InlineData("sms", "sms push email")]
    [InlineData("wechat", "push sms email")]
    public void Order_PreferredAmongThem_ComesFirst_AndTheOthersKeepTheirOrder(string preferred, string expected)
    {
        // Asked in the order push, sms, email.
        var order = PersonalRules.Order([Channel.Push, Channel.Sms, Channel.Email], Wishes with { Channel = new(preferred) });

        Assert.Equal(expected, string.Join(' ', order));
    }

    private static int Minutes(string time) => (int.Parse(time[..2]) * 60) + int.Parse(time[3..]);
}
