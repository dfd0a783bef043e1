using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Tests.StoredRows;
using Campaigns.Runtime.Tests.Support;
using CsCheck;

namespace Campaigns.Runtime.Tests.Keys;

/// <summary>Ids of messages: the same for all who have the installation's key, and not to be computed without it.</summary>
public sealed class MessageIdTests
{
    private static readonly EnrollmentId Enrollment = EnrollmentId.Of(new("renewal-countdown"), "P-1", 1);
    private static readonly StepId Step = new("d45");

    private static readonly Gen<byte[]> Key = Gen.Byte.Array[32];

    [Fact]
    public void AnId_IsStable_DependsOnTheKey_AndIsNoPlainHash() => Gen.Select(Key, Key, Gen.Int[1, 8]).Sample((one, other, attempt) =>
    {
        var id = MessageIds.Under(one).Of(Enrollment, Step, attempt);
        Assert.Equal(id, MessageIds.Under([.. one]).Of(Enrollment, Step, attempt));
        Assert.Equal(26, id.Value.Length);
        Assert.NotEqual(MessageId.Of(Enrollment, Step, attempt), id);
        if (!one.SequenceEqual(other))
            Assert.NotEqual(id, MessageIds.Under(other).Of(Enrollment, Step, attempt));
        Assert.Equal(attempt, MessageIds.Under(one).AttemptOf(id, Enrollment, Step));
        Assert.Null(MessageIds.Under(one).AttemptOf(id, Enrollment, new StepId("d30")));
    }, iter: 200);

    [Fact]
    public void ALinksCode_IsNoPartOfTheId_NorOfThePageOnTheSite() => Key.Sample(key =>
    {
        var ids = MessageIds.Under(key);
        var id = ids.Of(Enrollment, Step, 1);
        var code = ids.LinkCode(id);
        Assert.Matches("^[0-9a-z]{16}$", code);
        Assert.False(id.Value.StartsWith(code[..4], StringComparison.Ordinal) && id.Value.StartsWith(code[..8], StringComparison.Ordinal));
        Assert.Equal(code, MessageIds.Under([.. key]).LinkCode(id));
    }, iter: 200);

    [Fact]
    public void AMessageOfAnEarlierVersion_KeepsItsId_AsLongAsTheLedgerHasIt()
    {
        var ids = MessageIds.Under(new byte[32]);
        var earlier = MessageId.Of(Enrollment, Step, 1);
        var ledger = ContactLedger.Empty.With(new LedgerEntry(
            earlier, ContactStatus.Planned, CustomerSamples.Noon, Channel.Sms, "renewal", 1, Enrollment, Step));

        Assert.Equal(earlier, ids.Of(ledger, Enrollment, Step, 1));
        Assert.Equal(ids.Of(Enrollment, Step, 2), ids.Of(ledger, Enrollment, Step, 2));
        Assert.Equal(ids.Of(Enrollment, Step, 1), ids.Of(ledger.Without(earlier), Enrollment, Step, 1));
        Assert.Equal(1, ids.AttemptOf(earlier, Enrollment, Step)); // its reports and clicks still come in
    }

    [Fact]
    public async Task FirstStartsAtTheSameMoment_AndLaterOnes_HaveOneKey()
    {
        await using var store = await RowsTestStore.OpenAsync();
        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ =>
            Task.Run(async () => await new InstallationKey(store.Rows).ReadOrCreateAsync(CampaignHarness.Cancel))));
        Assert.Single(keys.Select(Convert.ToHexString).Distinct());
        Assert.Equal(keys[0], await new InstallationKey(store.Rows).ReadOrCreateAsync(CampaignHarness.Cancel));
        Assert.Equal(
            MessageIds.Under(keys[0]).Of(Enrollment, Step, 1),
            (await new CustomerStore(store.Rows).MessageIdsAsync(CampaignHarness.Cancel)).Of(Enrollment, Step, 1));

        await using var another = await RowsTestStore.OpenAsync();
        Assert.NotEqual(keys[0], await new InstallationKey(another.Rows).ReadOrCreateAsync(CampaignHarness.Cancel));
    }
}
