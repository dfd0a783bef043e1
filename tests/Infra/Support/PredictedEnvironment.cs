using System.Text.Json;

namespace Campaigns.Infra.Tests.Support;

/// <summary>What Azure would be asked for: main.bicep evaluated by the compiler with given parameters, without Azure.</summary>
internal sealed class PredictedEnvironment
{
    private const string Subscription = "00000000-0000-0000-0000-000000000001";
    private const string Tenant = "00000000-0000-0000-0000-000000000002";

    /// <summary>The deployer in the parameters below.</summary>
    public const string Deployer = "11111111-1111-1111-1111-111111111111";

    private const string Needed = $"""
        param environmentName = 'trial'
        param location = 'southeastasia'
        param principalId = '{Deployer}'
        """;

    private const string Optional = """
        param communicationServices = true
        param smsFrom = '+15550100'
        param durableTaskScheduler = 'Dedicated'
        param schedulerCapacity = 2
        param moreSettings = { Campaigns__Correspondence__InsurerName: 'Trial Insurance' }
        param privateNetworking = true
        param alwaysReadyDurable = 1
        param alertEmail = 'operators@insurer.example'
        """;

    // Evaluating takes a second and gives the same each time.
    private static readonly Lazy<Task<PredictedEnvironment>> Plain = new(() => EvaluateAsync(Needed));
    private static readonly Lazy<Task<PredictedEnvironment>> Everything = new(() => EvaluateAsync(Needed + "\n" + Optional));

    private PredictedEnvironment(JsonElement snapshot) =>
        (Resources, Text) =
            ([.. snapshot.GetProperty("predictedResources").EnumerateArray().Select(r => new PredictedResource(r))], snapshot.GetRawText());

    public IReadOnlyList<PredictedResource> Resources { get; }

    public string Text { get; }

    /// <summary>With nothing but what must be said.</summary>
    public static Task<PredictedEnvironment> PlainAsync() => Plain.Value;

    /// <summary>With every option on.</summary>
    public static Task<PredictedEnvironment> EverythingAsync() => Everything.Value;

    /// <summary>The resources of one type.</summary>
    public IEnumerable<PredictedResource> Of(string type) => Resources.Where(r => r.Type == type);

    /// <summary>With the parameters given, as a .bicepparam file writes them.</summary>
    public static async Task<PredictedEnvironment> EvaluateAsync(string parameters)
    {
        var folder = Directory.CreateTempSubdirectory("campaigns-infra-");
        try
        {
            var file = Path.Combine(folder.FullName, "trial.bicepparam");
            var main = Path.GetRelativePath(folder.FullName, Path.Combine(Repository.Infra, "main.bicep")).Replace('\\', '/');
            await File.WriteAllTextAsync(file, $"using '{main}'\n{parameters}\n");
            using var document = JsonDocument.Parse(
                await BicepServer.PredictAsync(file, Tenant, Subscription, location: "southeastasia"));
            return new PredictedEnvironment(document.RootElement.Clone());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>One resource of it. What only Azure knows, such as the id of an identity, stays an expression in brackets.</summary>
internal sealed class PredictedResource(JsonElement json)
{
    public string Type => json.GetProperty("type").GetString()!;

    public string Name => json.GetProperty("name").GetString()!;

    public string Id => json.GetProperty("id").GetString()!;

    public JsonElement Tags => json.GetProperty("tags");

    public JsonElement Properties => json.GetProperty("properties");

    public JsonElement? Property(params string[] path)
    {
        JsonElement at = json.TryGetProperty("properties", out var properties) ? properties : default;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }

        return at;
    }
}
