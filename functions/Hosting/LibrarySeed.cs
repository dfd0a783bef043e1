using Campaigns.Runtime.Library;

namespace Campaigns.Hosting;

/// <summary>
/// What an empty store begins with: catalog, contact policy and journeys of a folder. Journeys that nobody chose are examples, and stay
/// drafts: no customer is to get a message because a program was started or a file imported.
/// </summary>
public static class LibrarySeed
{
    /// <summary>Fills a library that is empty; any other is left as it is.</summary>
    /// <param name="library">The library.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="publish">Whether its journeys are published; they stay drafts otherwise.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The journeys that were to be published and stay drafts, each with its findings, a line each.</returns>
    /// <exception cref="HostConfigurationException">The catalog or the contact policy has errors.</exception>
    public static async Task<IReadOnlyList<string>> SeedAsync(CampaignLibrary library, string folder, bool publish, CancellationToken cancel)
    {
        if (library.List().Count > 0 || await library.GetCatalogAsync(cancel) is not null)
            return [];
        var seed = CampaignFolder.Read(folder, shared: CampaignFolder.Shipped);
        Check(await library.SaveCatalogAsync(seed.CatalogText, cancel), "catalog.json");
        Check(await library.SaveContactPolicyAsync(seed.PolicyText, cancel), "contact-policy.json");
        var drafts = new List<string>();
        foreach (var (file, journey, text) in seed.Journeys)
        {
            var saved = await library.SaveDraftAsync(journey.Id, text, cancel);
            var published = saved.Succeeded && publish ? await library.PublishAsync(journey.Id, cancel) : saved;
            if (!published.Succeeded)
                drafts.Add(Describe(file, published));
        }

        return drafts;
    }

    private static void Check(LibraryResult answer, string file)
    {
        if (!answer.Succeeded)
            throw new HostConfigurationException(Describe(file, answer));
    }

    private static string Describe(string file, LibraryResult answer) => $"{file}: {string.Join("; ", answer.Findings)}";
}
