using System.Diagnostics;
using System.Text.Json;
using Campaigns.Azure.Tests.Support;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Campaigns.Azure.Tests;

/// <summary>The files beside the functions that the Functions host reads at its start.</summary>
[Collection(PublishedCollection.Name)]
public sealed class PublishedFilesTests(PublishedApp app)
{
    [Fact]
    public void WorkerConfig_StartsTheAppByDotnet_AndLetsItTellItsFunctions()
    {
        var worker = app.Json("worker.config.json").GetProperty("description");

        Assert.Equal("dotnet-isolated", worker.GetProperty("language").GetString());
        Assert.Equal("dotnet", worker.GetProperty("defaultExecutablePath").GetString());
        Assert.Equal("true", worker.GetProperty("workerIndexing").GetString());
        Assert.Equal(Path.GetFileName(typeof(CampaignApp).Assembly.Location), worker.GetProperty("defaultWorkerPath").GetString());
        Assert.True(File.Exists(app.At(worker.GetProperty("defaultWorkerPath").GetString()!)));
    }

    [Fact]
    public void HostJson_IsTheRepositorys() =>
        Assert.Equal(File.ReadAllText(Path.Combine(PublishedApp.Repository, "host.json")), File.ReadAllText(app.At("host.json")));

    [Fact]
    public void Extensions_AreThoseOfDurableTaskAndQueues_AndTheirFilesAreThere()
    {
        var extensions = Extensions();

        Assert.Equal(["AzureStorageQueues", "DurableTask", "Startup"], extensions.Keys.Order(StringComparer.Ordinal));
        Assert.All(extensions.Values, extension =>
            Assert.True(File.Exists(app.At(extension.GetProperty("hintPath").GetString()!)), extension.ToString()));
    }

    [Theory]
    [InlineData("DurableTask", "Microsoft.Azure.Functions.Worker.Extensions.DurableTask")]
    [InlineData("AzureStorageQueues", "Microsoft.Azure.Functions.Worker.Extensions.Storage.Queues")]
    public void Extension_OfTheHost_IsTheVersionThatTheWorkersPackageAsksFor_OrTheNextFixesOfIt(string extension, string package)
    {
        var asked = System.Reflection.Assembly.Load(package).GetCustomAttributesData()
            .Single(attribute => attribute.AttributeType == typeof(ExtensionInformationAttribute)).ConstructorArguments;
        var file = FileVersionInfo.GetVersionInfo(app.At(Extensions()[extension].GetProperty("hintPath").GetString()!));
        var (found, wanted) = (Version.Parse(file.ProductVersion!.Split('+', '-')[0]), Version.Parse((string)asked[1].Value!));

        Assert.Equal(asked[0].Value, Path.GetFileNameWithoutExtension(file.FileName));
        Assert.Equal((wanted.Major, wanted.Minor), (found.Major, found.Minor));
        Assert.True(found.Build >= wanted.Build, $"{found} is published, {wanted} is asked for");
    }

    private Dictionary<string, JsonElement> Extensions() =>
        app.Json("extensions.json").GetProperty("extensions").EnumerateArray()
            .ToDictionary(extension => extension.GetProperty("name").GetString()!);
}
