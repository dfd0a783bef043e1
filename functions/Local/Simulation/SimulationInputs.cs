using System.Globalization;
using System.Text.Json;
using Campaigns.Definitions.Validation;
using Campaigns.Hosting;
using Campaigns.Local.Commands;
using Campaigns.Model;
using Campaigns.Rendering.Set;
using Campaigns.Simulation.Behaviour;
using Campaigns.Simulation.Reports;
using Campaigns.Workspaces;

namespace Campaigns.Local.Simulation;

/// <summary>A workspace with its texts, checked.</summary>
/// <param name="Folder">Journeys, contact policy, catalog.</param>
/// <param name="Templates">The texts.</param>
internal sealed record CheckedWorkspace(CampaignFolder Folder, TemplateSet Templates)
{
    /// <summary>Reads a folder: a workspace, or a folder of journeys; null: what ships.</summary>
    /// <returns>The workspace; or what is wrong with it.</returns>
    public static async Task<(CheckedWorkspace? Workspace, IReadOnlyList<(string File, Finding Finding)> Findings)> ReadAsync(string? path)
    {
        var workspace = path is null ? Workspace.Shipped : Workspace.Find(path);
        var folder = workspace?.ReadFolder() ?? CampaignFolder.Read(path!, policyFile: null, CampaignFolder.Shipped);
        var templates = workspace is null ? await CampaignFolder.ShippedTemplatesAsync() : await workspace.ReadTemplatesAsync();
        if (folder.Catalog is null || folder.Policy is null || folder.Findings.Any(f => f.Finding.Severity == FindingSeverity.Error))
            return (null, folder.Findings);
        var context = new ValidationContext(folder.Catalog, templates, folder.Policy);
        List<(string, Finding)> wrong = [.. folder.Journeys
            .SelectMany(journey => JourneyValidator.Check(journey.Text, context).Findings.Select(finding => (journey.File, finding)))
            .Where(found => found.finding.Severity == FindingSeverity.Error)];
        return wrong.Count > 0 ? (null, wrong) : (new(folder, templates), []);
    }
}

/// <summary>What a simulation is told beside journeys and customers.</summary>
internal static class SimulationInputs
{
    /// <summary>Reads <c>sms=0.04</c>, <c>sms=0.04@600</c>: a price, and what the provider takes in a minute.</summary>
    /// <returns>By channel; or what is wrong.</returns>
    public static (Dictionary<string, ChannelTerms>? Terms, string? Problem) Terms(IEnumerable<string> texts)
    {
        var terms = new Dictionary<string, ChannelTerms>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var parts = text.Split('=', '@');
            int? perMinute = null;
            if (parts.Length is not (2 or 3)
                || !decimal.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price)
                || (parts.Length == 3 && (perMinute = Whole(parts[2])) is null))
                return (null, $"--provider is CHANNEL=PRICE or CHANNEL=PRICE@PER-MINUTE, such as sms=0.04@600, found '{text}'.");
            terms[parts[0]] = new ChannelTerms(price, perMinute);
        }

        return (terms, null);
    }

    /// <summary>Reads a file of probabilities; null: those that ship.</summary>
    /// <returns>The behaviour; or what is wrong.</returns>
    public static (CustomerBehaviour? Behaviour, string? Problem) Behaviour(FileInfo? file)
    {
        if (file is null)
            return (new CustomerBehaviour(), null);
        if (Inputs.FileProblem(file, "behaviour") is { } problem)
            return (null, problem);
        try
        {
            return (CustomerBehaviour.Read(File.ReadAllText(file.FullName)), null);
        }
        catch (JsonException e)
        {
            return (null, $"{file}: {e.Message}");
        }
    }

    private static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
