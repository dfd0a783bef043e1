using Campaigns.Runtime.Library;

namespace Campaigns.Hosting;

/// <summary>What an empty store begins with: catalog, contact policy and journeys of a folder, published.</summary>
public static class StarterLibrary
{
    /// <summary>Fills a library that holds nothing yet; one that holds anything is left alone.</summary>
    public static async Task FillAsync(CampaignLibrary library, string folder, CancellationToken cancel)
    {
        if (library.List().Count > 0 || await library.GetCatalogAsync(cancel) is not null)
            return;
        var starter = CampaignFolder.Read(folder, shared: CampaignFolder.Shipped);
        Check(await library.SaveCatalogAsync(starter.CatalogText, cancel), "catalog.json");
        Check(await library.SaveContactPolicyAsync(starter.PolicyText, cancel), "contact-policy.json");
        foreach (var (file, journey, text) in starter.Journeys)
        {
            Check(await library.SaveDraftAsync(journey.Id, text, cancel), file);
            Check(await library.PublishAsync(journey.Id, cancel), file);
        }
    }

    private static void Check(LibraryAnswer answer, string file)
    {
        if (!answer.Succeeded)
            throw new HostConfigurationException($"{file}: {string.Join("; ", answer.Findings)}");
    }
}
