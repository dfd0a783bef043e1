using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Campaigns.Api.Access;
using Campaigns.Api.Http;

namespace Campaigns.Local.Commands;

/// <summary><c>--url</c>: a host that a command asks instead of a store.</summary>
/// <param name="asked">What the host does with it, for the help.</param>
/// <param name="scopes">The scopes of a key, any of which is enough.</param>
internal sealed class HostAddress(string asked, string scopes)
{
    /// <summary>Where the key is taken from.</summary>
    public const string KeyVariable = "CAMPAIGNS_API_KEY";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The option.</summary>
    public Option<Uri?> Option { get; } = new("--url")
    {
        Description = $"{asked} Its key is taken from {KeyVariable}.",
        HelpName = "ADDRESS",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                return address;
            result.AddError($"--url is an address such as http://127.0.0.1:7071, found '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    /// <summary>Has requests carry the key of a variable, if it is set.</summary>
    public static void AddKey(HttpRequestHeaders headers, string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } key)
            return;
        headers.Add(ApiAccess.KeyHeader, key);
        headers.Add(ApiAccess.ScopedKeyHeader, key); // where the platform takes the other for its own
    }

    /// <summary>Does the work on the host, or on the store where none is named; not on both.</summary>
    public async Task<int> RunAsync(ParseResult parsed, StoreOptions place, Func<Uri, Task<int>> onHost, Func<Task<int>> onStore)
    {
        if (parsed.GetValue(Option) is not { } address)
            return await onStore();
        return place.IsChosen(parsed)
            ? CommandOutput.Usage("Name a host with --url, or a store with --data or --storage, not both.") : await onHost(address);
    }

    /// <summary>Asks the host for something, and shows its answer; or says why there is none.</summary>
    /// <param name="method">The method.</param>
    /// <param name="address">The host, or its address with the path of the API.</param>
    /// <param name="route">The route below it.</param>
    /// <param name="body">What is sent; null: nothing.</param>
    /// <param name="show">Shows what it answers.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<int> AskAsync<T>(
        HttpMethod method, Uri address, string route, object? body, Func<T, int> show, CancellationToken cancel)
        where T : class
    {
        using var client = new HttpClient { Timeout = Patience };
        var root = address.AbsolutePath.TrimEnd('/') is { Length: > 0 } path ? path : "/api";
        using var request = new HttpRequestMessage(method, new Uri(address, $"{root}/{route}"));
        AddKey(request.Headers, KeyVariable);

        if (method != HttpMethod.Get)
            request.Content = JsonContent.Create(body ?? new { }, options: ApiJson.Options); // a host without a key wants it to be JSON
        try
        {
            using var answer = await client.SendAsync(request, cancel);
            await using var content = await answer.Content.ReadAsStreamAsync(cancel);
            if (!answer.IsSuccessStatusCode)
            {
                var status = (int)answer.StatusCode;
                return CommandOutput.CannotAsk($"{address} answers {status}{await AdviceAsync(status, content, cancel)}.");
            }

            return await JsonSerializer.DeserializeAsync<T>(content, ApiJson.Options, cancel) is { } read
                ? show(read) : CommandOutput.CannotAsk($"{address} answers nothing.");
        }
        catch (JsonException)
        {
            return CommandOutput.CannotAsk(
                $"{address} answers something else than /api/{route.Split('?')[0]} does; name the host, or its address with /api.");
        }
        catch (HttpRequestException e)
        {
            return CommandOutput.CannotAsk($"{address} cannot be reached: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return CommandOutput.CannotAsk($"{address} did not answer within {Patience.TotalSeconds:N0} seconds.");
        }
    }

    private async Task<string> AdviceAsync(int status, Stream content, CancellationToken cancel) => status switch
    {
        401 => $"; set {KeyVariable} to a key with the scope {scopes}",
        403 => $"; the key needs the scope {scopes}",
        404 => await ProblemAsync(content, cancel) is { } problem ? $": {problem}" : "; name the host, or its address with /api",
        400 or 409 or 422 => $": {await DetailAsync(content, cancel)}",
        _ => "",
    };

    /// <summary>What a host of ours does not find; null: it is the address that is wrong.</summary>
    private static async Task<string?> ProblemAsync(Stream content, CancellationToken cancel)
    {
        try
        {
            var problem = await JsonSerializer.DeserializeAsync<JsonElement>(content, cancellationToken: cancel);
            return problem.GetProperty("errors")[0].GetProperty("code").GetString() == "unknown-route" ? null
                : problem.GetProperty("detail").GetString()?.TrimEnd('.');
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static async Task<string?> DetailAsync(Stream problem, CancellationToken cancel) =>
        (await JsonSerializer.DeserializeAsync<JsonElement>(problem, cancellationToken: cancel)).GetProperty("detail").GetString()?.TrimEnd('.');
}
