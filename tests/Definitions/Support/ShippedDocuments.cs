using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Definitions.Validation;

namespace Campaigns.Definitions.Tests.Support;

/// <summary>The documents that ship, read from the repository.</summary>
internal static class ShippedDocuments
{
    public static readonly string[] Journeys = ["renewal-countdown", "gift-to-paid", "win-back"];

    /// <summary>The folder of the repository.</summary>
    public static readonly string Root = FindRoot();

    public static AttributeCatalog Catalog { get; } = CatalogReader.Read(Document("catalog")).Catalog!;

    public static ContactPolicy Policy { get; } = ContactPolicyReader.Read(Document("contact-policy")).Policy!;

    public static ValidationContext Context { get; } = new(Catalog, new KnownTemplates(), Policy)
    {
        Segments = ["dormant", "young-families"],
        Journeys = ["renewal-countdown", "gift-to-paid", "win-back"],
    };

    public static byte[] Document(string name) => File.ReadAllBytes(Path.Combine(Root, "journeys", name + ".json"));

    /// <summary>The rules of wording that ship.</summary>
    public static byte[] Wording => File.ReadAllBytes(Path.Combine(Root, "templates", "wording.json"));

    /// <summary>The texts of the scenarios that ship.</summary>
    public static byte[][] Scenarios =>
        [.. Directory.GetFiles(Path.Combine(Root, "journeys", "scenarios"), "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    public static string SchemaFile(string name) => Path.Combine(Root, "journeys", "schemas", name + ".v1.schema.json");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Campaigns.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("the tests run outside the repository");
    }
}
