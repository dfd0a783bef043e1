using Campaigns.Definitions.Workspaces;
using Campaigns.Hosting;
using Campaigns.Rendering.Set;

namespace Campaigns.Workspaces;

/// <summary>
/// A folder that holds everything marketers own: <c>journeys/</c>, <c>templates/</c>, and the contact policy, the catalog and
/// <c>scenarios/</c> beside them or in <c>journeys/</c>. What it does not have is taken from what ships.
/// </summary>
/// <param name="Journeys">The folder of the journeys.</param>
/// <param name="Templates">The folder of the texts; null: those that ship.</param>
/// <param name="Catalog">The file of the attribute catalog.</param>
/// <param name="ContactPolicy">The file of the contact policy.</param>
/// <param name="Scenarios">The folder of the scenarios; null: there are none.</param>
/// <param name="Settings">The file <c>campaigns.json</c>; null: there is none.</param>
public sealed record Workspace(
    string Journeys, string? Templates, string Catalog, string ContactPolicy, string? Scenarios, string? Settings)
{
    /// <summary>Reads its settings; those of a workspace without a file say nothing.</summary>
    public async Task<WorkspaceSettingsReadResult> ReadSettingsAsync(CancellationToken cancel = default) =>
        Settings is { } file ? WorkspaceSettingsReader.Read(await File.ReadAllBytesAsync(file, cancel)) : new(WorkspaceSettings.None, []);

    /// <summary>Reads its journeys, contact policy and catalog.</summary>
    public CampaignFolder ReadFolder() => CampaignFolder.Read(Journeys, ContactPolicy, catalogFile: Catalog);

    /// <summary>Reads its texts.</summary>
    public Task<TemplateSet> ReadTemplatesAsync() =>
        Templates is { } folder ? TemplateSet.LoadAsync(new TemplateFolder(folder)).AsTask() : CampaignFolder.ShippedTemplatesAsync();

    /// <summary>The workspace that a folder is; null: it has no folder <c>journeys</c>.</summary>
    public static Workspace? Find(string folder)
    {
        var journeys = Path.Combine(folder, "journeys");
        var templates = Path.Combine(folder, "templates");
        return Directory.Exists(journeys)
            ? new(journeys, Directory.Exists(templates) ? templates : null, Own(CampaignFolder.CatalogFile), Own(CampaignFolder.PolicyFile),
                new[] { Path.Combine(folder, "scenarios"), Path.Combine(journeys, "scenarios") }.FirstOrDefault(Directory.Exists),
                new[] { folder, journeys }.Select(place => Path.Combine(place, WorkspaceSettings.FileName)).FirstOrDefault(File.Exists))
            : null;

        string Own(string file) => File.Exists(Path.Combine(folder, file)) ? Path.Combine(folder, file) : Beside(journeys, file);
    }

    /// <summary>The one that ships with the program.</summary>
    public static Workspace Shipped => Find(AppContext.BaseDirectory)!;

    /// <summary>A file of a folder of journeys, or the one that ships.</summary>
    public static string Beside(string folder, string file)
    {
        var own = Path.Combine(folder, file);
        return File.Exists(own) ? own : Path.Combine(CampaignFolder.Shipped, file);
    }
}
