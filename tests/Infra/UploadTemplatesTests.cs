using System.Diagnostics;
using Campaigns.Infra.Tests.Support;

namespace Campaigns.Infra.Tests;

/// <summary>
/// The hook that uploads templates, run by a real shell; only the Azure command line is replaced, by one that notes its calls.
/// </summary>
public sealed class UploadTemplatesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-hook-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Run_ContainerHasAnOldTemplate_DeletesItAndNoOther()
    {
        var (code, calls) = await RunAsync("renewal/a b.sms.en.scriban", "renewal/old.sms.en.scriban");

        Assert.Equal(0, code);
        Assert.Contains(calls, call => call.Contains(" upload-batch ", StringComparison.Ordinal));
        Assert.Contains("--name renewal/old.sms.en.scriban",
            Assert.Single(calls, call => call.Contains(" delete ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_ContainerHoldsTheFolder_DeletesNothing()
    {
        var (code, calls) = await RunAsync("renewal/a b.sms.en.scriban");

        Assert.Equal(0, code);
        Assert.DoesNotContain(calls, call => call.Contains(" delete ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_Refused_RetriesAndFails()
    {
        var (code, calls) = await RunAsync(refused: true);

        Assert.Equal(1, code);
        Assert.Equal(2, calls.Count(call => call.Contains(" upload-batch ", StringComparison.Ordinal)));
    }

    private Task<(int Code, string[] Calls)> RunAsync(params string[] blobs) => RunAsync(refused: false, blobs);

    private async Task<(int Code, string[] Calls)> RunAsync(bool refused, params string[] blobs)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The hook for Windows is another one.");
        Directory.CreateDirectory(PathOf("templates/renewal"));
        await File.WriteAllTextAsync(PathOf("templates/renewal/a b.sms.en.scriban"), "Hello", TestContext.Current.CancellationToken);
        var calls = PathOf("calls");
        await File.WriteAllTextAsync(calls, "", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(PathOf("bin"));
        await File.WriteAllTextAsync(PathOf("bin/az"), $"""
            #!/bin/sh
            echo "$*" >> '{calls}'
            case "$*" in *' list '*) cat <<'EOF'
            {string.Join('\n', blobs)}
            EOF
            esac
            exit {(refused ? 1 : 0)}
            """.ReplaceLineEndings("\n"), TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(PathOf("bin/az"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var process = Process.Start(new ProcessStartInfo("sh", [Repository.At("infra-bicep/hooks/upload-templates.sh"), "0", "0"])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardError = true,
            Environment =
            {
                ["PATH"] = PathOf("bin") + ":" + Environment.GetEnvironmentVariable("PATH"),
                ["AZURE_STORAGE_ACCOUNT_NAME"] = "insurer",
                ["CAMPAIGNS_TEMPLATES_CONTAINER"] = "templates",
            },
        })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await File.ReadAllLinesAsync(calls, TestContext.Current.CancellationToken));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
