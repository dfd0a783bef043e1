using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Infra.Tests.Support;
using StreamJsonRpc;

[assembly: AssemblyFixture(typeof(BicepServer))]

namespace Campaigns.Infra.Tests.Support;

/// <summary>
/// The real compiler as a server, started once for all tests: each start loads the types of Azure's resources anew, which takes
/// longer than compiling.
/// </summary>
public sealed class BicepServer : IAsyncDisposable
{
    private static readonly Lazy<BicepServer> Shared = new(() => new BicepServer(BicepCompiler.Program()));

    private readonly Process? _process;
    private readonly JsonRpc? _calls;

    /// <summary>The fixture, which ends the server after all tests.</summary>
    public BicepServer()
    {
    }

    private BicepServer(string program)
    {
        _process = Process.Start(new ProcessStartInfo(program, ["jsonrpc", "--stdio"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _calls = new JsonRpc(new HeaderDelimitedMessageHandler(
            _process.StandardInput.BaseStream, _process.StandardOutput.BaseStream, new SystemTextJsonFormatter()));
        _calls.StartListening();
    }

    /// <summary>Compiles a file.</summary>
    /// <returns>The template; what was found, as JSON, where it does not compile.</returns>
    internal static async Task<(bool Success, string Output)> CompileAsync(string path)
    {
        var compiled = await CallAsync<Compilation>("bicep/compile", new { path });
        return (compiled.Success, compiled.Contents ?? compiled.Diagnostics.ToString());
    }

    /// <summary>Evaluates a file of parameters without Azure.</summary>
    /// <returns>The resources that would be asked for, as JSON.</returns>
    internal static async Task<string> PredictAsync(string path, string tenant, string subscription, string location) =>
        (await CallAsync<Prediction>("bicep/getSnapshot", new
        {
            path,
            metadata = new { tenantId = tenant, subscriptionId = subscription, location },
            externalInputs = Array.Empty<object>(),
        })).Snapshot;

    /// <summary>How the formatter lays a file out.</summary>
    internal static async Task<string> FormatAsync(string path) =>
        (await CallAsync<Format>("bicep/format", new { path })).Contents;

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            if (Shared.IsValueCreated)
                await Shared.Value.DisposeAsync();
            return;
        }

        _calls!.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Task<T> CallAsync<T>(string method, object argument) =>
        Shared.Value._calls!.InvokeWithCancellationAsync<T>(method, [argument], TestContext.Current.CancellationToken);

    private sealed record Compilation(
        [property: JsonPropertyName("success")] bool Success,
        [property: JsonPropertyName("contents")] string? Contents,
        [property: JsonPropertyName("diagnostics")] JsonElement Diagnostics);

    private sealed record Prediction([property: JsonPropertyName("snapshot")] string Snapshot);

    private sealed record Format([property: JsonPropertyName("contents")] string Contents);
}
