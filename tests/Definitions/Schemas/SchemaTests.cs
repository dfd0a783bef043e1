using System.Text;
using Campaigns.Definitions.Scenarios;
using Campaigns.Definitions.Tests.Catalog;
using Campaigns.Definitions.Tests.ContactPolicies;
using Campaigns.Definitions.Tests.Journeys.Reading;
using Campaigns.Definitions.Tests.Scenarios;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Definitions.Tests.Wording;
using Campaigns.Definitions.Tests.Workspaces;
using Campaigns.Definitions.Wording;
using Campaigns.Definitions.Workspaces;
using Campaigns.Model;
using Campaigns.Schemas;
using CsCheck;

namespace Campaigns.Definitions.Tests.Schemas;

/// <summary>What an editor underlines must be what the reader refuses: the schemas and the readers say the same.</summary>
public sealed class SchemaTests
{
    // What a JSON Schema cannot express.
    private static readonly string[] ReaderOnly =
        [
            "bad-expression", "bad-pattern", "bad-value", "bad-cron", "unknown-zone", "duplicate-property", "duplicate-id", "always-quiet", "bad-url",
            "not-rising",
        ];

    // Comparisons of durations and times.
    private static readonly string[] ReaderOnlySays = ["ten years", "shorter than a day", "lies before \"from\"", "three years", "as texts are compared", "no letters", "only what begins with"];

    private static readonly SchemaFile Journey = Load("journey");
    private static readonly SchemaFile Policy = Load("contact-policy");
    private static readonly SchemaFile Catalog = Load("catalog");
    private static readonly SchemaFile Scenario = Load("scenario");
    private static readonly SchemaFile Wording = Load("wording");
    private static readonly SchemaFile Workspace = Load("campaigns");

    public static TheoryData<string> Documents => [.. ShippedDocuments.Journeys, "contact-policy", "catalog"];

    public static TheoryData<string> BadJourneys =>
    [
        .. Structural(BadShapes.Steps).Select(step => JourneyTexts.Journey(steps: $"[ {step} ]")),
        .. Structural(BadShapes.Entries).Select(entry => JourneyTexts.Journey(entry: entry)),
        .. Structural(BadShapes.Tops).Select(property => JourneyTexts.Journey(more: property)),
    ];

    public static TheoryData<string> BadPolicyTexts =>
        [.. Structural(BadPolicies.Cases).Select(properties => $$"""{ "timeZone": "Asia/Taipei", {{properties}} }""")];

    public static TheoryData<string> BadCatalogTexts => [.. Structural(BadCatalogs.Cases)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Schema_ShippedDocument_IsValid(string name)
    {
        var schema = name switch { "contact-policy" => Policy, "catalog" => Catalog, _ => Journey };

        Assert.Empty(schema.Validate(Encoding.UTF8.GetString(ShippedDocuments.Document(name))));
    }

    [Fact]
    public void Schema_EveryConstruct_IsValid()
    {
        Assert.Empty(Journey.Validate(JourneyTexts.Journey(steps: JourneyTexts.EveryAvailableStep)));
        Assert.Empty(Journey.Validate(JourneyTexts.Journey(entry: JourneyTexts.EveryAvailableEntry)));
        Assert.Empty(Journey.Validate(JourneyTexts.Journey(
            more: """ "activeFrom": "2026-07-01T00:00", "activeUntil": "2026-10-01T00:00+08:00", """)));
        Assert.Empty(Journey.Validate(JourneyTexts.Journey(more: JourneyTexts.Ramp)));
    }

    [Theory]
    [MemberData(nameof(BadJourneys))]
    public void JourneySchema_WhatTheReaderRefuses_IsInvalid(string json) => Assert.NotEmpty(Journey.Validate(json));

    [Theory]
    [MemberData(nameof(BadPolicyTexts))]
    public void PolicySchema_WhatTheReaderRefuses_IsInvalid(string json) => Assert.NotEmpty(Policy.Validate(json));

    [Theory]
    [MemberData(nameof(BadCatalogTexts))]
    public void CatalogSchema_WhatTheReaderRefuses_IsInvalid(string json) => Assert.NotEmpty(Catalog.Validate(json));

    public static TheoryData<string> BadScenarioTexts => [.. Structural(BadScenarios.Cases)];

    [Theory]
    [MemberData(nameof(BadScenarioTexts))]
    public void ScenarioSchema_WhatTheReaderRefuses_IsInvalid(string json) => Assert.NotEmpty(Scenario.Validate(json));

    [Fact]
    public void ScenarioSchema_ShippedScenarios_AreValid() =>
        Assert.All(ShippedDocuments.Scenarios, text => Assert.Empty(Scenario.Validate(Encoding.UTF8.GetString(text))));

    [Fact]
    public void ScenarioSchema_WhatItCallsInvalid_TheReaderRefusesToo() =>
        DocumentMutations.OtherValue(ShippedDocuments.Scenarios).Sample(
            json => Scenario.Validate(json).Count == 0 || ScenarioReader.Read(Encoding.UTF8.GetBytes(json)).Scenario is null,
            iter: 300, print: json => json + "\n" + string.Join('\n', Scenario.Validate(json)));

    [Fact]
    public void JourneySchema_WhatItCallsInvalid_TheReaderRefusesToo()
    {
        byte[][] journeys =
            [.. ShippedDocuments.Journeys.Select(ShippedDocuments.Document),
                Encoding.UTF8.GetBytes(JourneyTexts.Journey(steps: JourneyTexts.EveryAvailableStep))];

        DocumentMutations.OtherValue(journeys).Sample(
            json => Journey.Validate(json).Count == 0 || JourneyTexts.Read(json).Findings.Any(f => f.Severity == FindingSeverity.Error),
            iter: 300,
            print: json => json + "\n" + string.Join('\n', Journey.Validate(json)));
    }

    public static TheoryData<string> BadWorkspaceTexts => [.. Structural(BadWorkspaceSettings.Cases)];

    [Theory]
    [MemberData(nameof(BadWorkspaceTexts))]
    public void WorkspaceSchema_WhatTheReaderRefuses_IsInvalid(string json) => Assert.NotEmpty(Workspace.Validate(json));

    [Fact]
    public void WorkspaceSchema_EverySetting_IsValid() => Assert.Empty(Workspace.Validate(WorkspaceSettingsTests.EverySetting));

    [Fact]
    public void WorkspaceSchema_WhatItCallsInvalid_TheReaderRefusesToo() =>
        DocumentMutations.OtherValue(Encoding.UTF8.GetBytes(WorkspaceSettingsTests.EverySetting)).Sample(
            json => Workspace.Validate(json).Count == 0 || WorkspaceSettingsReader.Read(Encoding.UTF8.GetBytes(json)).Settings is null,
            iter: 300, print: json => json + "\n" + string.Join('\n', Workspace.Validate(json)));

    public static TheoryData<string> BadWordingTexts => [.. Structural(BadWordings.Cases)];

    [Theory]
    [MemberData(nameof(BadWordingTexts))]
    public void WordingSchema_WhatTheReaderRefuses_IsInvalid(string json) => Assert.NotEmpty(Wording.Validate(json));

    [Fact]
    public void WordingSchema_EveryRule_IsValid()
    {
        Assert.Empty(Wording.Validate(WordingReaderTests.Everything));
        Assert.Empty(Wording.Validate(Encoding.UTF8.GetString(ShippedDocuments.Wording)));
    }

    [Fact]
    public void WordingSchema_WhatItCallsInvalid_TheReaderRefusesToo() =>
        DocumentMutations.OtherValue(Encoding.UTF8.GetBytes(WordingReaderTests.Everything)).Sample(
            json => Wording.Validate(json).Count == 0 || WordingReader.Read(Encoding.UTF8.GetBytes(json)).Rules is null,
            iter: 300, print: json => json + "\n" + string.Join('\n', Wording.Validate(json)));

    private static IEnumerable<string> Structural(IEnumerable<(string Text, string Pointer, string Code, string Says)> cases) =>
        cases.Where(c => !ReaderOnly.Contains(c.Code) && !ReaderOnlySays.Contains(c.Says)).Select(c => c.Text);

    private static SchemaFile Load(string name) => new(ShippedDocuments.SchemaFile(name));
}
