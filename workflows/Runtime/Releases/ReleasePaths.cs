using System.Collections.Frozen;
using System.Text;
using Campaigns.Definitions.Wording;
using Campaigns.Definitions.Workspaces;
using Campaigns.Model;

namespace Campaigns.Runtime.Releases;

/// <summary>Which files belong to a release, and what each of them is.</summary>
public static class ReleasePaths
{
    /// <summary>The folder of the journeys; those in folders below it are none.</summary>
    public const string Journeys = "journeys/";

    /// <summary>The folder of the texts.</summary>
    public const string Templates = "templates/";

    /// <summary>What the names of texts end with; other files of their folder are notes.</summary>
    public const string TemplateExtension = ".scriban";

    /// <summary>The name of the file of the attribute catalog, at the top or beside the journeys.</summary>
    public const string Catalog = "catalog.json";

    /// <summary>The name of the file of the contact policy, at the top or beside the journeys.</summary>
    public const string ContactPolicy = "contact-policy.json";

    private const string Json = ".json";

    /// <summary>The folders that a release takes its files from.</summary>
    public static IReadOnlyList<string> Folders { get; } = [Journeys, Templates, "audiences/", "scenarios/"];

    /// <summary>The files at the top of a workspace that belong to a release.</summary>
    public static IReadOnlyList<string> TopFiles { get; } = [Catalog, ContactPolicy, WorkspaceSettings.FileName, WordingRules.FileName];

    // Those of the program; they would make another release of the same texts.
    private const string Schemas = "journeys/schemas/";

    // Names that Windows keeps for devices, with any extension.
    private static readonly FrozenSet<string> Devices = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })]);

    /// <summary>Whether a file of a workspace goes into its release: no schemas, no files of editors and systems.</summary>
    public static bool IsKept(string path) =>
        (TopFiles.Contains(path) || Folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)))
        && !path.StartsWith(Schemas, StringComparison.Ordinal)
        && !path.Split('/').Any(name => name.StartsWith('.') || name.EndsWith('~') || name is "Thumbs.db" or "desktop.ini");

    /// <summary>Whether it is a journey.</summary>
    public static bool IsJourney(string path) =>
        path.StartsWith(Journeys, StringComparison.Ordinal) && path.EndsWith(Json, StringComparison.Ordinal)
        && !path.AsSpan(Journeys.Length).Contains('/') && !TopFiles.Contains(path[Journeys.Length..]);

    /// <summary>Whether it is a text, a layout, the words of a locale or the wording rules, which all belong together.</summary>
    public static bool IsTemplate(string path) =>
        path.StartsWith(Templates, StringComparison.Ordinal)
        && (path.EndsWith(TemplateExtension, StringComparison.Ordinal) || path == Templates + WordingRules.FileName);

    /// <summary>Of a file at the top or beside the journeys, the one that counts; null: there is neither.</summary>
    public static string? Find(Func<string, bool> exists, string name) =>
        new[] { name, Journeys + name }.FirstOrDefault(exists);

    /// <summary>What is wrong with a path, so that no computer could hold the file or it would lie elsewhere; null: nothing.</summary>
    public static string? Problem(string path)
    {
        if (path.Length is 0 or > Limits.ReleasePathLength)
            return $"a path has 1 to {Limits.ReleasePathLength} characters";
        if (!path.IsNormalized(NormalizationForm.FormC))
            return "the path is not in Unicode's composed form (NFC)";
        if (path.Any(c => char.IsControl(c) || c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|'))
            return "the path has characters that some computers do not allow in names";
        foreach (var name in path.Split('/'))
        {
            if (name.Length == 0 || name.EndsWith('.') || name.EndsWith(' ') || Devices.Contains(name.Split('.')[0]))
                return $"\"{name}\" is no name of a file or folder on every computer";
        }

        return IsKept(path) ? null : $"it lies in none of the folders of a release: {string.Join(", ", Folders)}";
    }
}
