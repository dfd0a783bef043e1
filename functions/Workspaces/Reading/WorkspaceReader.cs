using System.Collections.Immutable;
using Campaigns.Definitions.Wording;
using Campaigns.Definitions.Workspaces;
using Campaigns.Hosting;
using Campaigns.Model;

namespace Campaigns.Workspaces.Reading;

/// <summary>Reads a whole workspace, and says of each file in it that nothing reads.</summary>
public static class WorkspaceReader
{
    private const string Journeys = "journeys", Templates = "templates", Scenarios = "scenarios", Schemas = "schemas";
    private const string MapEnding = ".map.json", TextEnding = ".scriban", JsonEnding = ".json";
    private static readonly string[] Folders = [Journeys, Templates, Scenarios, Schemas];
    private static readonly string[] Documents = [CampaignFolder.CatalogFile, CampaignFolder.PolicyFile, WorkspaceSettings.FileName, "senders.json"];

    /// <summary>Whether a folder is meant as a workspace: it has a folder <c>journeys</c>, or one that is nearly called so.</summary>
    public static bool IsWorkspace(string folder) => Directory.Exists(folder)
        && (Directory.Exists(Path.Combine(folder, Journeys)) || (NearJourneys(folder) is not null && Directory.Exists(Path.Combine(folder, Templates))));

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder, as it was named.</param>
    public static WorkspaceContents Read(string folder)
    {
        var findings = new List<(string File, Finding Finding)>();
        var root = Path.GetFullPath(folder);
        var reader = new SafeFolder(root, folder, findings);
        if (!Directory.Exists(Path.Combine(root, Journeys)))
        {
            reader.Report(root, "no-journeys", $"there is no folder \"{Journeys}\""
                + $"{(NearJourneys(root) is { } near ? $", but one called \"{near}\"; rename it" : "; make one for the journeys")}");
            return new() { Findings = [.. findings] };
        }

        var top = reader.Entries(root);
        ReportMisspelt(reader, top);
        var journeys = reader.Unlinked(Path.Combine(root, Journeys)) is { } own ? ReadJourneys(reader, own, out var scenariosInside)
            : NoJourneys(out scenariosInside);
        var scenarios = reader.Unlinked(Path.Combine(root, Scenarios)) ?? scenariosInside;
        var templates = reader.Unlinked(Path.Combine(root, Templates));
        if (scenarios != scenariosInside && scenariosInside is not null)
            reader.Report(scenariosInside, "not-read", $"the scenarios here are not played, since there is a folder \"{Scenarios}\" beside \"{Journeys}\"; move them there", FindingSeverity.Warning);
        return new WorkspaceContents
        {
            Catalog = Document(reader, root, CampaignFolder.CatalogFile),
            ContactPolicy = Document(reader, root, CampaignFolder.PolicyFile),
            Settings = OwnDocument(reader, root, WorkspaceSettings.FileName),
            Journeys = journeys,
            Scenarios = scenarios is null ? [] : ReadFlat(reader, scenarios, "scenario"),
            Maps = ReadAll(reader, top.OfType<FileInfo>().Where(file => file.Name.EndsWith(MapEnding, StringComparison.Ordinal))),
            Senders = ReadAll(reader, top.OfType<FileInfo>().Where(file => IsSenders(file.Name))),
            Templates = templates is null ? null : ReadTemplates(reader, templates),
            IsWhole = !findings.Exists(found => found.Finding.Severity == FindingSeverity.Error),
            Findings = [.. findings],
        };
    }

    /// <summary>Reads files that are no workspace together: journeys, and what they are held against.</summary>
    /// <param name="journeys">The files, as they were named.</param>
    /// <param name="catalog">The catalog.</param>
    /// <param name="policy">The contact policy.</param>
    /// <param name="templates">The folder of texts; null: those that ship.</param>
    public static WorkspaceContents OfFiles(IEnumerable<string> journeys, string catalog, string policy, string? templates)
    {
        var findings = new List<(string File, Finding Finding)>();
        var place = Path.GetFullPath(templates ?? ".");
        var reader = new SafeFolder(place, templates ?? ".", findings);
        return new WorkspaceContents
        {
            Catalog = Named(catalog),
            ContactPolicy = Named(policy),
            Journeys = [.. journeys.Where(file => !IsSpecial(file)).Select(Named)],
            Templates = templates is null ? null : ReadTemplates(reader, place),
            Findings = [.. findings],
        };

        static bool IsSpecial(string file) => Path.GetFileName(file) is CampaignFolder.CatalogFile or CampaignFolder.PolicyFile or WorkspaceSettings.FileName;
    }

    /// <summary>A workspace with other documents than its own.</summary>
    /// <param name="contents">The workspace.</param>
    /// <param name="catalog">Another catalog; null: its own.</param>
    /// <param name="policy">Another contact policy; null: its own.</param>
    /// <param name="templates">Another folder of texts; null: its own.</param>
    public static WorkspaceContents With(this WorkspaceContents contents, string? catalog, string? policy, string? templates)
    {
        var findings = new List<(string File, Finding Finding)>(contents.Findings);
        return contents with
        {
            Catalog = catalog is null ? contents.Catalog : Named(catalog),
            ContactPolicy = policy is null ? contents.ContactPolicy : Named(policy),
            Templates = templates is null ? contents.Templates
                : ReadTemplates(new SafeFolder(Path.GetFullPath(templates), templates, findings), Path.GetFullPath(templates)),
            Findings = [.. findings],
        };
    }

    private static WorkspaceFile Named(string file) => new(file, Path.GetFileName(file), File.ReadAllBytes(file));

    private static bool IsSenders(string name) =>
        name == "senders.json" || (name.StartsWith("senders.", StringComparison.Ordinal) && name.EndsWith(JsonEnding, StringComparison.Ordinal));

    private static string? NearJourneys(string folder) => Spelling.Nearest(Journeys, Directory.EnumerateDirectories(folder).Select(Path.GetFileName)!);

    /// <summary>Only what is nearly right: a workspace may lie in a repository among other things.</summary>
    private static void ReportMisspelt(SafeFolder reader, IReadOnlyList<FileSystemInfo> top)
    {
        foreach (var entry in top)
        {
            var known = entry is DirectoryInfo ? Folders : Documents;
            if (known.Contains(entry.Name) || (entry is FileInfo && (!entry.Name.EndsWith(JsonEnding, StringComparison.OrdinalIgnoreCase) || IsSenders(entry.Name))))
                continue;
            if (entry is DirectoryInfo && entry.Name == "audiences")
                reader.Report(entry.FullName, "unknown-folder", "audiences are not read from files: write them in the \"audience\" of a journey's schedule", FindingSeverity.Warning);
            else if (Spelling.Nearest(entry.Name, known) is { } near)
                reader.Report(entry.FullName, entry is DirectoryInfo ? "unknown-folder" : "unknown-file",
                    $"nothing reads \"{entry.Name}\"; did you mean \"{near}\"?", FindingSeverity.Warning);
        }
    }

    private static ImmutableArray<WorkspaceFile> ReadJourneys(SafeFolder reader, string folder, out string? scenarios)
    {
        scenarios = null;
        var journeys = ImmutableArray.CreateBuilder<WorkspaceFile>();
        foreach (var entry in reader.Entries(folder))
        {
            if (entry is DirectoryInfo { Name: Scenarios })
                scenarios = reader.Unlinked(entry.FullName);
            else if (entry is DirectoryInfo { Name: not Schemas })
                reader.Report(entry.FullName, "unknown-folder",
                    $"the journeys here are not read{(Spelling.Nearest(entry.Name, [Scenarios, Schemas]) is { } near ? $"; did you mean \"{near}\"?" : $"; move them up into \"{Journeys}\"")}",
                    FindingSeverity.Warning);
            else if (entry is FileInfo file && CampaignFolder.IsJourney(file.Name) && !file.Name.EndsWith(MapEnding, StringComparison.Ordinal))
            {
                if (reader.Read(file, file.Name) is { } journey)
                    journeys.Add(journey);
            }
            else if (entry is FileInfo other && !Documents.Contains(other.Name))
                ReportUnread(reader, other, "a journey", JsonEnding);
        }

        return journeys.DrainToImmutable();
    }

    private static ImmutableArray<WorkspaceFile> NoJourneys(out string? scenarios)
    {
        scenarios = null;
        return [];
    }

    private static ImmutableArray<WorkspaceFile> ReadFlat(SafeFolder reader, string folder, string what)
    {
        var files = new List<FileInfo>();
        foreach (var entry in reader.Entries(folder))
        {
            if (entry is FileInfo file && file.Name.EndsWith(JsonEnding, StringComparison.Ordinal))
                files.Add(file);
            else if (entry is FileInfo other)
                ReportUnread(reader, other, $"a {what}", JsonEnding);
            else
                reader.Report(entry.FullName, "unknown-folder", $"the {what}s here are not read; move them up", FindingSeverity.Warning);
        }

        return ReadAll(reader, files);
    }

    private static ImmutableArray<WorkspaceFile> ReadTemplates(SafeFolder reader, string folder)
    {
        var texts = ImmutableArray.CreateBuilder<WorkspaceFile>();
        foreach (var file in reader.FilesBelow(folder))
        {
            var isRules = file.Name == WordingRules.FileName && file.DirectoryName == folder;
            if (!isRules && !file.Name.EndsWith(TextEnding, StringComparison.Ordinal))
                ReportUnread(reader, file, "a text", TextEnding);
            else if (reader.Read(file, Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/')) is { } text)
                texts.Add(text);
        }

        return texts.DrainToImmutable();
    }

    private static void ReportUnread(SafeFolder reader, FileInfo file, string what, string ending)
    {
        if (!file.Name.EndsWith(".md", StringComparison.OrdinalIgnoreCase))
            reader.Report(file.FullName, "unknown-file", $"nothing reads this file: {what} has a name that ends in \"{ending}\"", FindingSeverity.Warning);
    }

    private static ImmutableArray<WorkspaceFile> ReadAll(SafeFolder reader, IEnumerable<FileInfo> files) =>
        [.. files.Select(file => reader.Read(file, file.Name)).OfType<WorkspaceFile>()];

    /// <summary>The workspace's own, or the one that ships.</summary>
    private static WorkspaceFile? Document(SafeFolder reader, string root, string name)
    {
        if (PlacesOf(root, name).Any(File.Exists))
            return OwnDocument(reader, root, name);
        var shipped = Path.Combine(CampaignFolder.Shipped, name);
        return new WorkspaceFile(shipped, name, File.ReadAllBytes(shipped));
    }

    private static WorkspaceFile? OwnDocument(SafeFolder reader, string root, string name)
    {
        var places = PlacesOf(root, name).Where(File.Exists).ToList();
        if (places.Count > 1)
            reader.Report(places[1], "not-read", $"this file is not read, since there is a \"{name}\" beside \"{Journeys}\"; keep one of them", FindingSeverity.Warning);
        return places.Count == 0 ? null : reader.Read(new FileInfo(places[0]), name);
    }

    private static string[] PlacesOf(string root, string name) => [Path.Combine(root, name), Path.Combine(root, Journeys, name)];
}
