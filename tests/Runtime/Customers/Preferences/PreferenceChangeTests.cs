using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Preferences;
using NodaTime;

namespace Campaigns.Runtime.Tests.Customers.Preferences;

public sealed class PreferenceChangeTests
{
    private static readonly CustomerPreferences All = new()
    {
        MostPerMonth = 2, Less = true, Channel = Channel.Email, Hours = new(new(18, 0), new(21, 0)), At = Instant.MinValue, How = "form",
    };

    private static PreferenceChange Read(CustomerPreferences? known, string[] removed, params (string Name, object? Value)[] data) =>
        PreferenceChange.Read(known, AttributeBag.Of(data.Select(d => KeyValuePair.Create(d.Name, d.Value))), removed, Instant.FromUtc(2026, 6, 1, 0, 0), "app");

    [Fact]
    public void Read_EverythingNamed_IsTheWish()
    {
        var wishes = Read(null, [], ("most_per_month", 2m), ("less", true), ("channel", "email"), ("hours_from", "18:00"), ("hours_to", "21:00")).Wishes;

        Assert.Equal(All with { At = Instant.FromUtc(2026, 6, 1, 0, 0), How = "app" }, wishes);
    }

    [Fact]
    public void Read_OneNamed_TheOthersStay()
    {
        var wishes = Read(All, [], ("channel", "sms"))!.Wishes!;

        Assert.Equal(All with { Channel = Channel.Sms, At = wishes.At, How = "app" }, wishes);
    }

    [Fact]
    public void Read_Removed_IsNoWishAnyMore()
    {
        var wishes = Read(All, ["most_per_month", "less", "channel", "hours_from", "hours_to"]).Wishes!;

        Assert.Equal(new CustomerPreferences { At = wishes.At, How = "app" }, wishes);
    }

    [Theory]
    [InlineData("most_per_month", 0, "from 1 to 100")]
    [InlineData("most_per_month", 101, "from 1 to 100")]
    [InlineData("most_per_month", "two", "from 1 to 100")]
    [InlineData("less", "yes", "true or false")]
    [InlineData("channel", "emial", "did you mean \"email\"")]
    [InlineData("channel", "agent", "expected")]
    [InlineData("hours_from", "18:00", "go together")]
    [InlineData("hours_to", "9pm", "time of day")]
    public void Read_NotUnderstood_ChangesNothing_AndSaysWhatWasExpected(string name, object value, string says)
    {
        var change = Read(All, [], (name, value is int number ? (decimal)number : value));

        Assert.Null(change.Wishes);
        Assert.Contains(change.Wrong, wrong => wrong.Says.Contains(says, StringComparison.Ordinal));
    }
}
