using System.CommandLine;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Validation;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Preview;
using Campaigns.Rendering.Set;
using Spectre.Console;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns validate</c>: everything wrong with journeys, before customers enter them.</summary>
internal static class ValidateCommand
{
    /// <summary>What a journey is told when a text is not there: not its fault while there are texts that could not be read.</summary>
    private static readonly string[] OfMissingTexts = ["unknown-template", "template-channel"];

    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Journey files, folders of them, or a workspace: a folder that has a folder journeys.", Arity = ArgumentArity.OneOrMore };
        var policy = new Option<FileInfo?>(
            "--contact-policy")
        {
            Description = "The contact policy to check against. Default: the folder's own, else the one that ships."
        };
        var catalog = new Option<FileInfo?>(
            "--catalog")
        { Description = "The attribute catalog. Default: the folder's own, else the one that ships." };
        var templates = new Option<DirectoryInfo?>("--templates") { Description = "The message templates. Default: those that ship." };
        var command = new CommandWithExamples(
            "validate", "Check journeys with their texts, a contact policy and a catalog: findings together, with line, place and what to do.",
            "campaigns validate .", "campaigns validate journeys", "campaigns validate my-journey.json --contact-policy my-policy.json",
            "campaigns validate my-journeys --templates my-templates") { paths, policy, catalog, templates };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(paths), parsed.GetValue(policy)?.FullName, parsed.GetValue(catalog)?.FullName,
            parsed.GetValue(templates)?.FullName, parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    private static async Task<int> RunAsync(
        string[] paths, string? policyFile, string? catalogFile, string? templateFolder, bool json)
    {
        var workspace = paths is [var only] && Workspace.Find(only) is { } found ? found : null;
        var files = new List<string>();
        foreach (var path in workspace is null ? paths : [workspace.Journeys])
        {
            if (Directory.Exists(path))
            {
                var inFolder = Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal).ToList();
                if (inFolder.Count == 0)
                    return CommandOutput.BadInput($"There is no journey (*.json) in the folder '{path}'.");
                files.AddRange(inFolder);
            }
            else if (File.Exists(path))
                files.Add(path);
            else
                return CommandOutput.BadInput($"There is no file or folder '{path}'.");
        }

        if (policyFile is not null && Inputs.FileProblem(new(policyFile), "contact policy") is { } noPolicy)
            return CommandOutput.BadInput(noPolicy);
        if (catalogFile is not null && Inputs.FileProblem(new(catalogFile), "catalog") is { } noCatalog)
            return CommandOutput.BadInput(noCatalog);
        if (templateFolder is not null && !Directory.Exists(templateFolder))
            return CommandOutput.BadInput($"There is no folder of templates '{templateFolder}'.");

        var findings = new List<(string File, Finding Finding)>();
        var folder = Path.GetDirectoryName(Path.GetFullPath(files.FirstOrDefault() ?? "."))!;
        catalogFile ??= workspace?.Catalog ?? Workspace.Beside(folder, CampaignFolder.CatalogFile);
        policyFile ??= workspace?.ContactPolicy ?? Workspace.Beside(folder, CampaignFolder.PolicyFile);
        templateFolder ??= workspace?.Templates;
        var catalog = CatalogReader.Read(await File.ReadAllBytesAsync(catalogFile));
        var policy = ContactPolicyReader.Read(await File.ReadAllBytesAsync(policyFile), catalog.Catalog);
        findings.AddRange(catalog.Findings.Select(f => (catalogFile, f)));
        findings.AddRange(policy.Findings.Select(f => (policyFile, f)));
        var journeys = files.Where(file => Path.GetFileName(file) is not (CampaignFolder.CatalogFile or CampaignFolder.PolicyFile)).ToList();
        if (catalog.Catalog is { } attributes)
        {
            var templates = templateFolder is null ? await CampaignFolder.ShippedTemplatesAsync()
                : await TemplateSet.LoadAsync(new TemplateFolder(templateFolder), CancellationToken.None);
            var context = new ValidationContext(attributes, templates, policy.Policy ?? ContactPolicy.Unlimited);
            var definitions = new List<JourneyDefinition>();
            foreach (var file in journeys)
            {
                var read = JourneyValidator.Check(await File.ReadAllBytesAsync(file), context);
                findings.AddRange(read.Findings
                    .Where(f => templates.Errors.Count == 0 || !OfMissingTexts.Contains(f.Code)).Select(f => (file, f)));
                if (read.Definition is { } definition)
                    definitions.Add(definition);
            }

            if (templateFolder is not null)
            {
                using var previewer = new MessagePreviewer(templates, attributes, new(), TimeProvider.System, context.ContactPolicy.TimeZone);
                var prices = workspace is null ? null : (await workspace.ReadSettingsAsync()).Settings?.Prices;
                // A journey that cannot be read may be the one that sends a text.
                var complete = workspace is not null && definitions.Count == journeys.Count;
                findings.AddRange(new TemplateCheck(templates, attributes, context.ContactPolicy, previewer) { Prices = prices }.Run(definitions, complete)
                    .Select(f => (Path.Combine(templateFolder, f.File), f.Finding)));
            }
        }

        var errors = findings.Count(f => f.Finding.Severity == FindingSeverity.Error);
        if (json)
        {
            CommandOutput.Json(new
            {
                Valid = errors == 0,
                Files = journeys.Count,
                Findings = findings.Select(CommandOutput.Plain),
            });
            return errors == 0 ? ExitCodes.Done : ExitCodes.BadInput;
        }

        var code = CommandOutput.Findings(findings);
        if (code == ExitCodes.Done)
        {
            var what = journeys.Count == 0 ? "The contact policy and the catalog are"
                : $"{DisplayText.Count(journeys.Count, "journey")} {(journeys.Count == 1 ? "is" : "are")}";
            Terminal.Line(
                $"[green]{what} valid[/]{(findings.Count > 0 ? $", with {DisplayText.Count(findings.Count, "warning")}" : "")}.");
        }

        return code;
    }
}
