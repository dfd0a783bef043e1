using System.Text;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Definitions.Validation;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Validation;

/// <summary>Who sends without consent says why.</summary>
public sealed class TransactionalTests
{
    private const string Send = """{ "id": "a", "send": { "channels": ["sms"], "template": "renewal/nudge" } }""";

    private static (bool Readable, string[] Codes) Check(string category, string transactional, string steps, ITemplateCatalog? templates = null)
    {
        var context = ShippedDocuments.Context;
        var result = JourneyValidator.Check(
            Encoding.UTF8.GetBytes($$"""
                { "id": "notice", "name": "Notice", "category": "{{category}}",{{transactional}} "entry": { "on": "policy.cancelled" },
                  "steps": [ {{steps}} ] }
                """), templates is null ? context : context with { Templates = templates });
        return (result.Definition is not null, [.. result.Findings.Select(finding => finding.Code)]);
    }

    [Theory]
    [InlineData("service", "", Send, false, "needs-reason")]
    [InlineData("service", """ "transactional": { "because": "the law" },""", Send, true, "")]
    [InlineData("service", """ "transactional": { "because": "the law", "anyHour": true },""", Send, true, "")]
    [InlineData("service", """ "transactional": { "anyHour": true },""", Send, false, "missing-property")]
    [InlineData("service", """ "transactional": { "because": " " },""", Send, false, "empty")]
    [InlineData("service", """ "transactional": { "because": "the law", "anyhour": true },""", Send, false, "unknown-property")]
    [InlineData("service", "", """{ "id": "end", "end": "done" }""", true, "")] // sends nothing
    [InlineData("renewal", "", Send, true, "")]
    [InlineData("renewal", """ "transactional": { "because": "I want to" },""", Send, true, "not-exempt")]
    public void Check_AnExemptCategory_NeedsAReason(string category, string transactional, string steps, bool valid, string code)
    {
        var (readable, codes) = Check(category, transactional, steps);

        Assert.Equal((valid, code), (readable, string.Join(',', codes)));
    }

    [Fact]
    public void Check_ATextThatReadsLikeAdvertising_IsAnAdvice()
    {
        var (valid, codes) = Check("service", """ "transactional": { "because": "the law" },""", Send, new Advertising());

        Assert.True(valid);
        Assert.Equal(["reads-like-advertising"], codes);
        Assert.Empty(Check("renewal", "", Send, new Advertising()).Codes);
    }

    private sealed class Advertising : ITemplateCatalog
    {
        public IEnumerable<string> Names => ["renewal/nudge"];

        public bool Has(string template, Channel channel) => true;

        public string? PromotionIn(string template, Channel channel) => "an action link";
    }
}
