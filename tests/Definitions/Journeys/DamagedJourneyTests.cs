using System.Text;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Definitions.Validation;
using Campaigns.Model;
using CsCheck;

namespace Campaigns.Definitions.Tests.Journeys;

/// <summary>Whatever happens to a document: an answer, never an exception, and either a result or an error that says why not.</summary>
public sealed class DamagedJourneyTests
{
    private static readonly byte[][] Journeys =
        [.. ShippedDocuments.Journeys.Select(ShippedDocuments.Document),
            Encoding.UTF8.GetBytes(JourneyTexts.Journey(JourneyTexts.EveryStep, JourneyTexts.EveryEntry))];

    [Fact]
    public void Check_DamagedJourney_GivesFindingsOrADefinition() =>
        DocumentMutations.Anywhere(Journeys).Sample(IsAnswered, iter: 2000, print: Encoding.UTF8.GetString);

    [Fact]
    public void Check_ValueReplacedByAnother_GivesFindingsOrADefinition() =>
        DocumentMutations.OtherValue(Journeys).Select(Encoding.UTF8.GetBytes)
        .Sample(IsAnswered, iter: 1000, print: Encoding.UTF8.GetString);

    [Fact]
    public void Read_DamagedPolicy_GivesFindingsOrAPolicy() =>
        DocumentMutations.Anywhere(ShippedDocuments.Document("contact-policy")).Sample(
        json =>
            ContactPolicyReader.Read(json) is var reading && Agree(reading.Policy, reading.Findings), iter: 1000,
            print: Encoding.UTF8.GetString);

    [Fact]
    public void Read_DamagedCatalog_GivesFindingsOrACatalog() => DocumentMutations.Anywhere(ShippedDocuments.Document("catalog")).Sample(
        json =>
            CatalogReader.Read(json) is var reading && Agree(reading.Catalog, reading.Findings), iter: 500, print: Encoding.UTF8.GetString);

    private static bool IsAnswered(byte[] json) =>
        JourneyValidator.Check(json, ShippedDocuments.Context) is var reading && Agree(reading.Definition, reading.Findings);

    private static bool Agree(object? result, IReadOnlyList<Finding> findings) =>
        result is null == findings.Any(f => f.Severity == FindingSeverity.Error) && findings.All(f => f.Line > 0 && f.Message.Length > 0);
}
