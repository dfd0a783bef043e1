using Campaigns.Definitions.Validation;
using Campaigns.Model;

namespace Campaigns.Definitions.Tests.Support;

/// <summary>The templates the shipped journeys name, each with the channels they use it on.</summary>
/// <param name="required">What all of them require.</param>
internal sealed class KnownTemplates(params string[] required) : ITemplateCatalog
{
    private static readonly Dictionary<string, string[]> Channels = new(StringComparer.Ordinal)
    {
        ["renewal/early-bird"] = ["email"],
        ["renewal/reminder"] = ["push", "sms"],
        ["renewal/nudge"] = ["sms"],
        ["renewal/agent-call"] = ["agent"],
        ["renewal/offer"] = ["email", "sms"],
        ["renewal/last-call"] = ["sms", "push", "call"],
        ["gift/verify"] = ["sms"],
        ["gift/claim"] = ["sms"],
        ["gift/offer-price"] = ["push", "sms"],
        ["gift/offer-cover"] = ["push", "sms"],
        ["winback/policy-health-check"] = ["email", "sms"],
        ["winback/agent-call"] = ["agent"],
        ["winback/offer"] = ["push", "sms"],
        ["winback/last"] = ["sms"],
    };

    public IEnumerable<string> Names => Channels.Keys;

    public IReadOnlyList<string> RequiredBy(string template, Channel channel) => required;

    public bool Has(string template, Channel channel) =>
        Channels.TryGetValue(template, out var channels) && channels.Contains(channel.Name);
}
