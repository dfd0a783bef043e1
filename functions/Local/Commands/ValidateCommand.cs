using System.CommandLine;
using Campaigns.Local.Hosting;
using Campaigns.Workflows.Contacts;
using Campaigns.Workflows.Contacts.Reading;
using Campaigns.Workflows.Customers.Reading;
using Campaigns.Workflows.Journeys;
using Campaigns.Workflows.Journeys.Validation;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns validate</c>: everything wrong with journeys, before anybody walks them.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Journey files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var policy = new Option<FileInfo?>("--contact-policy") { Description = "The contact policy to check against. Default: the folder's own, else the one that ships." };
        var catalog = new Option<FileInfo?>("--catalog") { Description = "The attribute catalog. Default: the folder's own, else the one that ships." };
        var command = new Command("validate", "Check journeys, a contact policy and a catalog: every finding at once, with line, place and what to do.") { paths, policy, catalog };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(paths), parsed.GetValue(policy)?.FullName, parsed.GetValue(catalog)?.FullName, parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    private static async Task<int> RunAsync(string[] paths, string? policyFile, string? catalogFile, bool json)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                files.AddRange(Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal));
            else if (File.Exists(path))
                files.Add(path);
            else
                return Report.BadInput($"There is no file or folder '{path}'.");
        }

        var findings = new List<(string File, Finding Finding)>();
        var folder = Path.GetDirectoryName(Path.GetFullPath(files.FirstOrDefault() ?? "."))!;
        var catalog = CatalogReader.Read(await File.ReadAllBytesAsync(catalogFile ?? Beside(folder, "catalog.json")));
        var policy = ContactPolicyReader.Read(await File.ReadAllBytesAsync(policyFile ?? Beside(folder, "contact-policy.json")), catalog.Catalog);
        findings.AddRange(catalog.Findings.Select(f => ("catalog.json", f)));
        findings.AddRange(policy.Findings.Select(f => ("contact-policy.json", f)));
        var journeys = files.Where(file => Path.GetFileName(file) is not ("catalog.json" or "contact-policy.json")).ToList();
        if (catalog.Catalog is { } attributes)
        {
            var templates = await CampaignFolder.ShippedTemplatesAsync();
            foreach (var file in journeys)
            {
                var context = new ValidationContext(attributes, templates, policy.Policy ?? ContactPolicy.Unlimited);
                findings.AddRange(JourneyValidator.Check(await File.ReadAllBytesAsync(file), context).Findings.Select(f => (file, f)));
            }
        }

        var errors = findings.Count(f => f.Finding.Severity == FindingSeverity.Error);
        if (json)
        {
            Report.Json(new
            {
                Valid = errors == 0, Files = journeys.Count,
                Findings = findings.Select(f => new { f.File, Severity = f.Finding.Severity.ToString(), f.Finding.Pointer, f.Finding.Line, f.Finding.Code, f.Finding.Message }),
            });
            return errors == 0 ? ExitCodes.Done : ExitCodes.BadInput;
        }

        var code = Report.Findings(findings);
        if (code == ExitCodes.Done)
            AnsiConsole.MarkupLineInterpolated($"[green]{journeys.Count} {(journeys.Count == 1 ? "journey is" : "journeys are")} valid[/]{(findings.Count > 0 ? $", with {findings.Count} warnings" : "")}.");
        return code;
    }

    private static string Beside(string folder, string file)
    {
        var own = Path.Combine(folder, file);
        return File.Exists(own) ? own : Path.Combine(CampaignFolder.Shipped, file);
    }
}
