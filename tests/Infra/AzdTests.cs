using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Campaigns.Infra.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Campaigns.Infra.Tests;

/// <summary>
/// azure.yaml, the parameters file, the hooks and the templates name one another by text; these tests hold them together.
/// </summary>
public sealed partial class AzdTests
{
    private static readonly ConcurrentDictionary<string, Task<JsonElement>> Templates = new();

    [Fact]
    public async Task Service_IsTheTagOfTheFunctionApp()
    {
        var services = (YamlMappingNode)Azure()["services"];
        var app = Assert.Single((await PredictedEnvironment.PlainAsync()).Of("Microsoft.Web/sites"));

        Assert.Equal([app.Tags.GetProperty("azd-service-name").GetString()], services.Children.Keys.Select(k => k.ToString()));
    }

    [Fact]
    public void Infrastructure_IsWhereAzureYamlSays() =>
        Assert.True(File.Exists(Repository.At(Azure()["infra"]["path"].ToString(), Azure()["infra"]["module"] + ".bicep")));

    [Fact]
    public void Hooks_RunFilesThatExist_OnBothSystems()
    {
        var steps = ((YamlMappingNode)Azure()["hooks"]).Children.Values.SelectMany(step => (YamlSequenceNode)step).ToList();

        Assert.Equal(3, steps.Count);
        foreach (var step in steps)
        {
            Assert.All(["posix", "windows"], system =>
                Assert.True(File.Exists(Repository.At(step[system]["run"].ToString())), step[system]["run"].ToString()));
            Assert.Equal(Path.GetFileNameWithoutExtension(step["posix"]["run"].ToString()),
                Path.GetFileNameWithoutExtension(step["windows"]["run"].ToString()));
        }
    }

    [Fact]
    public async Task Hooks_ReadOnlyWhatMainPutsOut()
    {
        var outputs = (await TemplateAsync("main.bicep")).GetProperty("outputs").EnumerateObject().Select(o => o.Name).ToHashSet();

        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Infra, "hooks")))
        {
            var read = EnvironmentVariables().Matches(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))
                .Select(m => m.Groups[1].Value).ToHashSet();
            Assert.NotEmpty(read);
            Assert.Equal([], read.Except(outputs));
        }
    }

    [Theory]
    [InlineData("subscribe-events.sh")]
    [InlineData("subscribe-events.ps1")]
    public async Task SubscribeHook_GivesTheParametersSubscriptionsAskFor(string hook)
    {
        var template = await TemplateAsync("subscriptions.bicep");
        var asked = template.GetProperty("parameters").EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.TryGetProperty("defaultValue", out _));
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Infra, "hooks", hook), TestContext.Current.CancellationToken);
        var given = HookParameters().Matches(text).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.Equal([], given.Except(asked.Keys));
        Assert.Equal([], asked.Where(p => !p.Value).Select(p => p.Key).Except(given));
    }

    [Fact]
    public async Task ParametersFile_NamesEveryParameterOfMain()
    {
        var asked = (await TemplateAsync("main.bicep")).GetProperty("parameters").EnumerateObject().Select(p => p.Name);
        using var file = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(Repository.Infra, "main.parameters.json"), TestContext.Current.CancellationToken));
        var given = file.RootElement.GetProperty("parameters").EnumerateObject().ToList();

        Assert.Equal(asked.Order(StringComparer.Ordinal), given.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(given.Count, given.Select(p => p.Value.GetProperty("value").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task DeployPage_ExplainsEveryParameterWithItsDefault()
    {
        var page = await File.ReadAllTextAsync(Repository.At("docs", "deploy.md"), TestContext.Current.CancellationToken);
        using var file = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(Repository.Infra, "main.parameters.json"), TestContext.Current.CancellationToken));
        var parameters = (await TemplateAsync("main.bicep")).GetProperty("parameters");

        foreach (var parameter in file.RootElement.GetProperty("parameters").EnumerateObject())
        {
            var variable = parameter.Value.GetProperty("value").GetString()!.Trim('$', '{', '}');
            if (!variable.StartsWith("CAMPAIGNS_", StringComparison.Ordinal))
                continue;
            var initial = parameters.GetProperty(parameter.Name).GetProperty("defaultValue").ToString();
            if (initial == "{}")
                initial = "";
            Assert.Contains($"| `{variable}` | {(initial.Length > 0 ? $"`{initial.ToLowerInvariant()}`" : "–")} |", page,
                StringComparison.OrdinalIgnoreCase);
        }
    }

    private static YamlNode Azure()
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Repository.At("azure.yaml"));
        yaml.Load(text);
        return yaml.Documents[0].RootNode;
    }

    private static Task<JsonElement> TemplateAsync(string file) => Templates.GetOrAdd(file, CompileAsync);

    private static async Task<JsonElement> CompileAsync(string file)
    {
        var (success, output) = await BicepServer.CompileAsync(Path.Combine(Repository.Infra, file));
        Assert.True(success, output);
        using var template = JsonDocument.Parse(output);
        return template.RootElement.Clone();
    }

    [GeneratedRegex(@"\$(?:\{|env:)?((?:AZURE|CAMPAIGNS|SERVICE)_[A-Z0-9_]+)")]
    private static partial Regex EnvironmentVariables();

    [GeneratedRegex(@"(?<=\s)([a-z]\w+)=")]
    private static partial Regex HookParameters();
}
