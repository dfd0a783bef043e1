using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Campaigns.Azure.Tests.Support;

/// <summary>
/// The app as <c>dotnet publish</c> lays it down for a deployment, from the build that the tests run on; once for all tests that
/// ask for it.
/// </summary>
public sealed class PublishedApp : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-published-");

    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = FindRepository();

    public async ValueTask InitializeAsync()
    {
        var configuration = typeof(PublishedApp).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        using var publish = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                "publish", Path.Combine(Repository, "functions", "Azure", "Campaigns.Azure.csproj"), "--no-build",
                "--configuration", configuration, "--output", _folder.FullName, "--nologo", "-nodeReuse:false",
                "-p:PublishReadyToRun=false", // it takes a minute, and changes no file that the host reads
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = publish.StandardError.ReadToEndAsync();
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, $"{output}{await errors}");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The path of a file in it.</summary>
    public string At(params ReadOnlySpan<string> path) => Path.Combine([_folder.FullName, .. path]);

    /// <summary>A JSON file in it.</summary>
    public JsonElement Json(string file) => JsonElement.Parse(File.ReadAllBytes(At(file)));

    /// <summary>The functions that the host is told of, each with its name and its bindings.</summary>
    public IReadOnlyList<PublishedFunction> Functions() =>
        [.. Json("functions.metadata").EnumerateArray().Select(function => new PublishedFunction(
            function.GetProperty("name").GetString()!, function.GetProperty("entryPoint").GetString()!,
            [.. function.GetProperty("bindings").EnumerateArray()]))];

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Campaigns.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("the tests run outside the repository");
    }
}

/// <summary>A function as it is published.</summary>
/// <param name="Name">Its name.</param>
/// <param name="EntryPoint">Its method.</param>
/// <param name="Bindings">Its trigger and what else is bound.</param>
public sealed record PublishedFunction(string Name, string EntryPoint, IReadOnlyList<JsonElement> Bindings)
{
    /// <summary>Its trigger.</summary>
    public JsonElement Trigger => Bindings.Single(binding => Text(binding, "type").EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));

    /// <summary>The kind of its trigger, such as <c>queueTrigger</c>.</summary>
    public string Kind => Text(Trigger, "type");

    /// <summary>A property of its trigger.</summary>
    public string Of(string name) => Text(Trigger, name);

    private static string Text(JsonElement binding, string name) => binding.GetProperty(name).GetString()!;
}
