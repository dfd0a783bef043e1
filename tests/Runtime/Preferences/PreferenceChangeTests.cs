using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Preferences;
using NodaTime;

namespace Campaigns.Runtime.Tests.Preferences;

public sealed class PreferenceChangeTests
{
    private static readonly CustomerPreferences All = new()
    {
        MostPerMonth = 2,
        Less = true,
        Channel = Channel.Email,
        Hours = new(new(18, 0), new(21, 0)),
        At = Instant.MinValue,
        How = "form",
    };

    private static PreferenceChange Read(CustomerPreferences? known, string[] removed, params (string Name, object? Value)[] data) =>
        PreferenceChange.Read(known, AttributeBag.Of(data.Select(d => KeyValuePair.Create(d.Name, d.Value))), removed,
            Instant.FromUtc(2026, 6, 1, 0, 0), "app");

    [Fact]
    public void Read_EverythingNamed_SetsAllPreferences()
    {
        var preferences =
            Read(null, [], ("most_per_month", 2m), ("less", true), ("channel", "email"), ("hours_from", "18:00"), ("hours_to", "21:00"))
            .Preferences;

        Assert.Equal(All with { At = Instant.FromUtc(2026, 6, 1, 0, 0), How = "app" }, preferences);
    }

    [Fact]
    public void Read_OneNamed_TheOthersStay()
    {
        var preferences = Read(All, [], ("channel", "sms"))!.Preferences!;

        Assert.Equal(All with { Channel = Channel.Sms, At = preferences.At, How = "app" }, preferences);
    }

    [Fact]
    public void Read_Removed_ClearsThePreference()
    {
        var preferences = Read(All, ["most_per_month", "less", "channel", "hours_from", "hours_to"]).Preferences!;

        Assert.Equal(new CustomerPreferences { At = preferences.At, How = "app" }, preferences);
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

        Assert.Null(change.Preferences);
        Assert.Contains(change.Errors, wrong => wrong.Says.Contains(says, StringComparison.Ordinal));
    }
}
