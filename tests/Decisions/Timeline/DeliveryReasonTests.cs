using System.Reflection;
using Campaigns.Model.Timeline;

namespace Campaigns.Decisions.Tests.Timeline;

public sealed class DeliveryReasonTests
{
    [Theory]
    [InlineData("hard-bounce", "hard-bounce", null)]
    [InlineData("http-429", "http-429", null)]
    [InlineData("smtp-451", "smtp-451", null)]
    [InlineData("acs-4002", "acs-4002", null)]
    [InlineData("550 5.1.1 no mailbox ann@example.com", "bounced", "550 5.1.1 no mailbox ann@example.com")]
    [InlineData("hard-bounces", "bounced", "hard-bounces")]
    [InlineData("http-9999", "bounced", "http-9999")]
    [InlineData("找不到收件人", "bounced", "找不到收件人")]
    [InlineData("", "bounced", null)]
    [InlineData(" ", "bounced", null)]
    [InlineData(null, "bounced", null)]
    public void Classify_KeepsCodes_AndPutsWordsAside(string? said, string code, string? words) =>
        Assert.Equal((code, words), DeliveryReason.Classify(said, DeliveryReason.Bounced));

    [Fact]
    public void Classify_LongWords_AreCut() =>
        Assert.Equal(DeliveryReason.MaxWords, DeliveryReason.Classify(new string('x', 10_000)).Words!.Length);

    /// <summary>A code that is added, and forgotten in the vocabulary, would be counted as "other".</summary>
    [Fact]
    public void EveryCode_IsInTheVocabulary() =>
        Assert.All(
            typeof(DeliveryReason).GetFields(BindingFlags.Public | BindingFlags.Static)
                .Where(field => field is { IsLiteral: true, Name: not nameof(DeliveryReason.WordsDetail) }
                    && field.FieldType == typeof(string)),
            field => Assert.True(DeliveryReason.IsKnown((string)field.GetRawConstantValue()!), field.Name));
}
