using System.Text;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Definitions.Wording;
using Campaigns.Model;
using CsCheck;

namespace Campaigns.Definitions.Tests.Wording;

/// <summary>What the reader of wording rules finds.</summary>
public sealed class WordingReaderTests
{
    /// <summary>One of everything.</summary>
    public const string Everything = """
        {
          "$schema": "x",
          "forbidden": [
            { "id": "a", "because": "so", "products": ["life"], "channels": ["sms", "agent"], "mayBeDenied": false, "eitherScript": false,
              "in": { "*": { "words": ["x"] }, "zh-Hant": { "patterns": ["保證.{0,4}獲利"], "words": ["穩賺"], "except": ["不穩賺"], "exceptPatterns": ["非保證.{0,9}"] } } }
          ],
          "required": [
            { "id": "b", "onlyMarketing": true, "in": { "en": { "oneOf": ["Reply {{ reply.stop }} now", "{{ links.unsubscribe }}"], "when": ["y"], "whenPatterns": ["z+"] } } }
          ],
          "denials": { "en": { "reach": 9, "before": ["not"], "adjacent": ["non"], "after": ["a myth"], "warnings": ["scam"], "unless": ["not only"] } }
        }
        """;

    public static TheoryData<string, string, string, string> Bad => [.. BadWordings.Cases];

    [Theory]
    [MemberData(nameof(Bad))]
    public void Read_ASlip_IsFoundWhereItStands(string json, string pointer, string code, string says)
    {
        var read = WordingReader.Read(Encoding.UTF8.GetBytes(json));

        Assert.Null(read.Rules);
        var finding = Assert.Single(read.Findings, f => f.Severity == FindingSeverity.Error);
        Assert.Equal((pointer, code), (finding.Pointer, finding.Code));
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
        Assert.True(finding.Line > 0);
    }

    [Fact]
    public void Read_Everything_IsKept()
    {
        var rules = WordingReader.Read(Encoding.UTF8.GetBytes(Everything)).Rules;

        Assert.NotNull(rules);
        var forbidden = Assert.Single(rules.Forbidden);
        Assert.Equal(("a", 4, "so", false, false), (forbidden.Id, forbidden.Line, forbidden.Because, forbidden.MayBeDenied, forbidden.EitherScript));
        Assert.Equal(["*", "zh-Hant"], forbidden.In.Select(words => words.Language));
        Assert.Equal([("Reply ", false), ("reply.stop", true), (" now", false)], Assert.Single(rules.Required).In[0].OneOf[0].Parts);
        Assert.Equal(["life"], rules.Products);
    }

    [Fact]
    public void Read_AnExceptionWithoutTheWords_IsDoubtful() =>
        Assert.Equal("useless-exception", Assert.Single(WordingReader.Read(Encoding.UTF8.GetBytes(
            """{ "forbidden": [ { "id": "a", "in": { "en": { "words": ["sure profit"], "except": ["sure footing"] } } } ] }""")).Findings).Code);

    [Fact]
    public void Read_AnyChangeOfTheShippedRules_DoesNotThrow() =>
        DocumentMutations.OtherValue(ShippedDocuments.Wording).Sample(json => WordingReader.Read(Encoding.UTF8.GetBytes(json)).Findings.Length >= 0, iter: 20);
}
