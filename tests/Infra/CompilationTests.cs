using Campaigns.Infra.Tests.Support;

namespace Campaigns.Infra.Tests;

public sealed class CompilationTests
{
    [Fact]
    public async Task Lint_EveryFile_FindsNothing()
    {
        var (code, output) = await BicepCompiler.RunAsync("lint", "--pattern", "infra-bicep/**/*.bicep");

        Assert.Equal((0, ""), (code, output.Trim()));
    }

    [Fact]
    public async Task Lint_FileWithAMistake_IsReported()
    {
        var folder = Directory.CreateTempSubdirectory("campaigns-infra-");
        var file = Path.Combine(folder.FullName, "wrong.bicep");
        await File.WriteAllTextAsync(
            file,
            "resource a 'Microsoft.Storage/storageAccounts@2025-01-01' = { name: 'a', location: 'westus', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: { allowSharedKeys: false } }",
            TestContext.Current.CancellationToken);

        var (_, output) = await BicepCompiler.RunAsync("lint", file);
        folder.Delete(recursive: true);

        Assert.Contains("allowSharedKeys", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Format_EveryFile_ChangesNothing()
    {
        var changed = new List<string>();
        foreach (var file in Directory.GetFiles(Repository.Infra, "*.bicep", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            if (text.ReplaceLineEndings() != (await BicepServer.FormatAsync(file)).ReplaceLineEndings())
                changed.Add(file);
        }

        Assert.Equal([], changed);
    }
}
