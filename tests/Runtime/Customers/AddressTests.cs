using Campaigns.Model;
using Campaigns.Model.Customers.Addresses;
using Campaigns.Runtime.Tests.Support;
using CsCheck;

namespace Campaigns.Runtime.Tests.Customers;

/// <summary>Addresses are what they say, and what was told of one holds for that one.</summary>
public sealed class AddressTests
{
    private static async Task<CampaignHarness> StartAsync(RecordingProvider? provider = null)
    {
        var harness = await CampaignHarness.StartAsync("2026-06-01 12:00", CampaignHarness.NoLimits with { Country = "TW" },
            provider ?? new RecordingProvider(),
            SampleJourneys.Of("hello", $"{SampleJourneys.Send("s", "\"email\"")}, {{ \"id\": \"w\", \"wait\": \"P60D\" }}"));
        await harness.AddCustomerAsync();
        return harness;
    }

    [Theory]
    [InlineData("+886955500107", null, "+886955500107")]
    [InlineData("+886 955 500 107", null, "+886955500107")]
    [InlineData(" 0955-500-107 ", null, "+886955500107")]
    [InlineData("886955500107", null, "+886955500107")]
    [InlineData("00886955500107", null, "+886955500107")]
    [InlineData("＋８８６　９５５５００１０７", null, "+886955500107")]
    [InlineData("139 1234 5678", "CN", "+8613912345678")]
    [InlineData("(202) 555-0143", "us", "+12025550143")]
    [InlineData("0912-345-678", "Taiwan", "+886912345678")] // no country that is known: the policy's
    [InlineData("n/a", null, null)]
    [InlineData("119", null, null)]
    [InlineData("13912345678", null, null)] // of another country
    [InlineData("0912-345-67", null, null)]
    [InlineData("8.86956E+11", null, null)]
    [InlineData("0912-345-678 ext. 3", null, null)]
    [InlineData("", null, null)]
    public async Task Phone_IsKeptInE164_OrReachesNobody(string phone, string? country, string? address)
    {
        await using var harness = await StartAsync();

        await harness.SendEventAsync("ann", "customer.updated", ("phone", phone), ("country", country));

        var profile = (await harness.RecordAsync()).Profile;
        Assert.Equal(address, profile.AddressOf(Channel.Sms));
        Assert.Equal(address ?? phone.Trim(), profile.Attributes.Text("phone"));
        Assert.Equal(address is null, (await harness.TimelineAsync("ann", "warning")).Count > 0);
        await harness.SendEventAsync("ann", "customer.updated", ("phone", phone), ("country", country)); // told again
        Assert.Equal(address is null ? 1 : 0, (await harness.TimelineAsync("ann", "warning")).Count);
    }

    [Fact]
    public async Task Phone_OfACountryThatComesLater_BecomesANumber()
    {
        await using var harness = await StartAsync();
        await harness.SendEventAsync("ann", "customer.updated", ("phone", "13912345678"), ("country", null));
        Assert.Null((await harness.RecordAsync()).Profile.AddressOf(Channel.Sms));

        await harness.SendEventAsync("ann", "customer.updated", ("country", "CN"));

        Assert.Equal("+8613912345678", (await harness.RecordAsync()).Profile.AddressOf(Channel.Sms));
    }

    [Fact]
    public async Task Landline_TakesCallsOnly()
    {
        await using var harness = await StartAsync();

        await harness.SendEventAsync("ann", "customer.updated", ("phone", "02-2345-6789"));

        var profile = (await harness.RecordAsync()).Profile;
        Assert.Equal((null, "+886223456789"), (profile.AddressOf(Channel.Sms), profile.AddressOf(Channel.Call)));
        Assert.Contains("a landline", Assert.Single(await harness.TimelineAsync("ann", "warning")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sms", "+886 955 500 107", "0955-500-107")]
    [InlineData("email", "Mei@Example.com", " mei@example.com ")]
    [InlineData("email", "mei@bücher.example", "MEI@xn--bcher-kva.example")]
    public async Task Suppression_OfOneForm_HoldsForTheOthers(string channel, string suppressed, string told)
    {
        await using var harness = await StartAsync();
        await harness.SendEventAsync("ann", "customer.suppressed", ("channel", channel), ("address", suppressed));
        await harness.SendEventAsync("ann", "customer.updated", (new Channel(channel).AddressAttribute, told));

        var profile = (await harness.RecordAsync()).Profile;
        Assert.NotNull(profile.SuppressionOf(new(channel), profile.AddressOf(new(channel))!, harness.Time.Now));

        await harness.SendEventAsync("ann", "customer.unsuppressed", ("channel", channel), ("address", told));
        Assert.Empty((await harness.RecordAsync()).Profile.Suppressions);
    }

    [Theory]
    [InlineData("mei")]
    [InlineData("mei@example")]
    [InlineData("mei@exa mple.com")]
    [InlineData("Mei <mei@example.com>")]
    [InlineData("a@example.com, b@example.com")]
    [InlineData("@example.com")]
    public async Task Email_ThatIsNone_ReachesNobody(string email)
    {
        await using var harness = await StartAsync();

        await harness.SendEventAsync("ann", "customer.updated", ("email", email));

        Assert.Null((await harness.RecordAsync()).Profile.AddressOf(Channel.Email));
        Assert.Contains("email: expected one mailbox", Assert.Single(await harness.TimelineAsync("ann", "warning")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bounce_ConcernsTheAddressTheMessageWentTo()
    {
        await using var harness = await StartAsync();
        await harness.SendEventAsync("ann", "customer.updated", ("email", "old@example.com"));
        await harness.SendEventAsync("ann", "app.opened", ("screen", "home"));
        var message = await harness.MessageAsync("s");
        await harness.RunDueAsync();
        Assert.Equal("old@example.com", harness.Provider.Delivered.Single().To);
        await harness.SendEventAsync("ann", "customer.updated", ("email", "new@example.com"));

        await harness.SendEventAsync("ann", "message.bounced", ("message_id", message.Value), ("kind", "hard"));

        var profile = (await harness.RecordAsync()).Profile;
        Assert.Null(profile.SuppressionOf(Channel.Email, "new@example.com", harness.Time.Now));
        Assert.DoesNotContain("old@", Assert.Single(profile.Suppressions).Address, StringComparison.Ordinal); // nobody knows it any more

        await harness.SendEventAsync("ann", "customer.updated", ("email", "Old@example.com"));
        Assert.NotNull((await harness.RecordAsync()).Profile.SuppressionOf(Channel.Email, "old@example.com", harness.Time.Now));

        Assert.NotNull((await harness.RecordAsync()).Ledger.Find(message)!.AddressHash);
        await harness.SendEventAsync("ann", "customer.erased");
        Assert.Null((await harness.RecordAsync()).Ledger.Find(message)!.AddressHash);
    }

    [Fact]
    public async Task Suppression_HoldsForWhoeverHasTheAddress_UntilItIsLifted()
    {
        await using var harness = await StartAsync();
        await harness.AddCustomersAsync(2);
        foreach (var (customer, email) in ((string, string)[])[("ann", "family@example.com"), ("c0", "Family@Example.com"), ("c1", "family@example.com")])
            await harness.SendEventAsync(customer, "customer.updated", ("email", email));
        await harness.SendEventAsync("ann", "customer.suppressed", ("channel", "email"), ("cause", "hard-bounce"));

        await harness.SendEventAsync("c0", "app.opened", ("screen", "home"));
        await harness.RunDueAsync();
        Assert.Empty(harness.Provider.Calls);
        Assert.Equal(["2026-06-01 12:00 released s email suppressed:hard-bounce"], await harness.TimelineAsync("c0", "released"));

        await harness.SendEventAsync("c0", "customer.unsuppressed", ("channel", "email"));
        await harness.SendEventAsync("c1", "app.opened", ("screen", "again"));
        await harness.RunDueAsync();
        Assert.Equal("family@example.com", harness.Provider.Delivered.Single().To);
    }

    [Fact]
    public void Parse_OfWhatItGave_GivesTheSame() => Gen.String[Gen.Char["+0123456789 -()"], 0, 20].Sample(text =>
        PhoneNumber.Parse(text, "TW") is not { } number || PhoneNumber.Parse(number.E164, null) == number);

    [Fact]
    public void Canonical_OfWhatItGave_IsTheSame() => Gen.String.Sample(text =>
        MailAddress.Canonical(text + "@Example.com") is not { } mailbox || MailAddress.Canonical(mailbox) == mailbox);
}
