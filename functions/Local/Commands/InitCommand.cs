using System.CommandLine;
using Campaigns.Definitions.Wording;
using Campaigns.Hosting;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns init</c>: makes a workspace with a first journey that works.</summary>
internal static class InitCommand
{
    private const string Schemas = "schemas";

    /// <summary>The files of a new workspace: <c>functions/Local/Scaffold</c>, beside the program.</summary>
    private static string Scaffold => Path.Combine(AppContext.BaseDirectory, "scaffold");

    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "The folder to make; it may exist, and nothing in it is changed." };
        var command = new CommandWithExamples(
            "init", "Make a workspace: a first journey with texts and scenarios, contact policy, catalog, schemas for editors, and a check for "
            + "pull requests. Nothing is published and nothing runs.",
            "campaigns init my-campaigns") { folder };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetRequiredValue(folder), parsed.GetValue(CommonOptions.Json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo folder, bool json, CancellationToken cancel)
    {
        if (Inputs.FolderProblem(folder.FullName) is { } problem)
            return CommandOutput.BadInput(problem);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(Scaffold, "*", new EnumerationOptions { RecurseSubdirectories = true }))
        {
            // A package of a tool leaves out names that begin with a dot.
            var name = Path.GetRelativePath(Scaffold, file).Replace('\\', '/');
            files[name.StartsWith('_') ? "." + name[1..] : name] = await File.ReadAllTextAsync(file, cancel);
        }

        foreach (var file in Directory.GetFiles(Path.Combine(CampaignFolder.Shipped, Schemas), "*.json"))
            files[$"{Schemas}/{Path.GetFileName(file)}"] = await File.ReadAllTextAsync(file, cancel);
        foreach (var (file, schema) in new[] { (CampaignFolder.CatalogFile, "catalog"), (CampaignFolder.PolicyFile, "contact-policy") })
        {
            var text = await File.ReadAllTextAsync(Path.Combine(CampaignFolder.Shipped, file), cancel);
            files[$"journeys/{file}"] = text.Replace(
                $"https://campaigns.example/schemas/{schema}/v1.json", $"../{Schemas}/{schema}.v1.schema.json", StringComparison.Ordinal);
        }

        var wording = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "templates", WordingRules.FileName), cancel);
        files[$"templates/{WordingRules.FileName}"] = wording.Replace(
            "https://campaigns.example/schemas/wording/v1.json", $"../{Schemas}/wording.v1.schema.json", StringComparison.Ordinal);

        // A repository has these of its own already, as a rule.
        foreach (var own in new[] { "README.md", ".gitignore" }.Where(name => File.Exists(Path.Combine(folder.FullName, name))))
            files.Remove(own);
        var there = files.Keys.Where(name => File.Exists(Path.Combine(folder.FullName, name))).ToList();
        if (there.Count > 0)
        {
            return CommandOutput.BadInput($"'{folder}' has {there[0]}{(there.Count > 1 ? $" and {there.Count - 1} more of its files" : "")} already; "
                + "nothing was written.");
        }

        foreach (var (name, text) in files)
        {
            var path = Path.Combine(folder.FullName, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text, cancel);
        }

        if (json)
            CommandOutput.Json(new { Folder = folder.FullName, Files = files.Keys });
        else
        {
            Terminal.Line($"Made the workspace {folder} with {DisplayText.Count(files.Count, "file")}. Next:");
            Terminal.Line($"  campaigns validate {folder}");
            Terminal.Line($"  campaigns test {folder}");
            Terminal.Line($"  campaigns preview {folder}/journeys/welcome.json --workspace {folder} --open");
        }

        return ExitCodes.Done;
    }
}
