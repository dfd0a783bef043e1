using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Workspaces;
using Campaigns.Model;
using Campaigns.Rendering.Set;

namespace Campaigns.Hosting;

/// <summary>A folder of journeys with its catalog and contact policy, read from disk.</summary>
/// <param name="Catalog">The attribute catalog; null when it has errors.</param>
/// <param name="Policy">The contact policy; null when it has errors.</param>
/// <param name="Journeys">Journeys without errors of shape, with the file each came from.</param>
/// <param name="Findings">Everything wrong, by file.</param>
public sealed record CampaignFolder(
    AttributeCatalog? Catalog, ContactPolicy? Policy,
    ImmutableArray<(string File, JourneyDefinition Journey, ReadOnlyMemory<byte> Text)> Journeys,
    ImmutableArray<(string File, Finding Finding)> Findings)
{
    /// <summary>The catalog's text.</summary>
    public ReadOnlyMemory<byte> CatalogText { get; init; }

    /// <summary>The contact policy's text.</summary>
    public ReadOnlyMemory<byte> PolicyText { get; init; }

    /// <summary>The name of the file of the attribute catalog.</summary>
    public const string CatalogFile = "catalog.json";

    /// <summary>The name of the file of the contact policy.</summary>
    public const string PolicyFile = "contact-policy.json";

    /// <summary>The journeys that ship with the program.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "journeys");

    /// <summary>The message templates that ship with the program.</summary>
    public static Task<TemplateSet> ShippedTemplatesAsync() => TemplateSet.LoadAsync(TemplateFolder.Shipped).AsTask();

    /// <summary>Whether a file of a folder of journeys is one: every <c>*.json</c> but those that have a name of their own.</summary>
    public static bool IsJourney(string file) => Path.GetFileName(file) is not (CatalogFile or PolicyFile or WorkspaceSettings.FileName)
        && file.EndsWith(".json", StringComparison.Ordinal);

    /// <summary>Reads a folder: every <c>*.json</c> in it is a journey but the catalog, the contact policy and the settings.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="policyFile">Another contact policy than the folder's own.</param>
    /// <param name="shared">Where the catalog and the policy are taken from when the folder has none of its own.</param>
    /// <param name="catalogFile">Another catalog than the folder's own.</param>
    /// <exception cref="IOException">The folder, or a file in it, cannot be read.</exception>
    public static CampaignFolder Read(string folder, string? policyFile = null, string? shared = null, string? catalogFile = null)
    {
        var findings = ImmutableArray.CreateBuilder<(string, Finding)>();
        var journeys = ImmutableArray.CreateBuilder<(string, JourneyDefinition, ReadOnlyMemory<byte>)>();
        var catalogPath = catalogFile ?? Own(folder, CatalogFile, shared);
        var catalogText = File.ReadAllBytes(catalogPath);
        var catalog = CatalogReader.Read(catalogText);
        findings.AddRange(catalog.Findings.Select(finding => (catalogPath, finding)));
        var policyPath = policyFile ?? Own(folder, PolicyFile, shared);
        var policyText = File.ReadAllBytes(policyPath);
        var policy = ContactPolicyReader.Read(policyText, catalog.Catalog);
        findings.AddRange(policy.Findings.Select(finding => (policyPath, finding)));
        foreach (var file in Directory.GetFiles(folder, "*.json").Where(IsJourney).Order(StringComparer.Ordinal))
        {
            ReadOnlyMemory<byte> text = File.ReadAllBytes(file);
            var reading = JourneyReader.Read(text);
            findings.AddRange(reading.Findings.Select(finding => (file, finding)));
            if (reading.Definition is { } journey)
                journeys.Add((file, journey, text));
        }

        return new(catalog.Catalog, policy.Policy, journeys.DrainToImmutable(), findings.DrainToImmutable())
        {
            CatalogText = catalogText,
            PolicyText = policyText,
        };
    }

    private static string Own(string folder, string file, string? shared)
    {
        var own = Path.Combine(folder, file);
        return File.Exists(own) || shared is null ? own : Path.Combine(shared, file);
    }
}
