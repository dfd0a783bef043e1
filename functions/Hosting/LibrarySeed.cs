using Campaigns.Runtime.Library;

namespace Campaigns.Hosting;

/// <summary>What an empty store begins with: catalog, contact policy and journeys of a folder, published.</summary>
public static class LibrarySeed
{
    /// <summary>Fills a library that holds nothing yet; one that holds anything is left alone.</summary>
    public static async Task SeedAsync(CampaignLibrary library, string folder, CancellationToken cancel)
    {
        if (library.List().Count > 0 || await library.GetCatalogAsync(cancel) is not null)
            return;
        var seed = CampaignFolder.Read(folder, shared: CampaignFolder.Shipped);
        Check(await library.SaveCatalogAsync(seed.CatalogText, cancel), "catalog.json");
        Check(await library.SaveContactPolicyAsync(seed.PolicyText, cancel), "contact-policy.json");
        foreach (var (file, journey, text) in seed.Journeys)
        {
            Check(await library.SaveDraftAsync(journey.Id, text, cancel), file);
            Check(await library.PublishAsync(journey.Id, cancel), file);
        }
    }

    private static void Check(LibraryResult answer, string file)
    {
        if (!answer.Succeeded)
            throw new HostConfigurationException($"{file}: {string.Join("; ", answer.Findings)}");
    }
}
