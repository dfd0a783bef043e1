using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Mime;
using System.Text.Json;
using Campaigns.Api.Http;
using Campaigns.Api.Releases;
using Campaigns.Local.Commands;
using Campaigns.Releases;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Releases;

namespace Campaigns.Local.Releases;

/// <summary>A host that is asked over HTTP.</summary>
/// <param name="client">Knows the host's address and the key.</param>
/// <param name="address">The host, as it was named.</param>
internal sealed class HostTarget(HttpClient client, Uri address) : IReleaseTarget
{
    private const int MaxConcurrency = 8;

    /// <inheritdoc/>
    public string Name => address.ToString();

    /// <inheritdoc/>
    public async Task<ReleasePlanView> PlanAsync(ReleaseContent content, bool inside, CancellationToken cancel)
    {
        await SendFilesAsync(content, cancel);
        return await PostAsync<ReleasePlanView>("releases/plan", new { files = Files(content), inside }, cancel);
    }

    /// <inheritdoc/>
    public async Task<string> UploadAsync(ReleaseContent content, string message, CancellationToken cancel)
    {
        await SendFilesAsync(content, cancel);
        return (await PostAsync<ReleaseView>("releases", new { files = Files(content), message }, cancel)).Id;
    }

    /// <inheritdoc/>
    public Task<DeployView> DeployAsync(string release, string message, DeployExpectation expected, CancellationToken cancel) =>
        PostAsync<DeployView>($"releases/{release}/deploy", new { message, expect = expected.Release, revision = expected.Revision }, cancel);

    /// <inheritdoc/>
    public Task<ReleasesView> ListAsync(int take, CancellationToken cancel) =>
        ReadAsync<ReleasesView>(new(HttpMethod.Get, $"releases?take={take}"), cancel);

    /// <inheritdoc/>
    public async Task<ReleaseContent?> ReadAsync(string release, CancellationToken cancel)
    {
        ReleaseView view;
        try
        {
            view = await ReadAsync<ReleaseView>(new(HttpMethod.Get, $"releases/{Uri.EscapeDataString(release)}"), cancel);
        }
        catch (HostRefusalException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
        {
            return null;
        }

        var files = new ReleaseFile[view.Files.Length];
        await Parallel.ForAsync(0, files.Length, Options(cancel), async (i, token) =>
        {
            using var answer = await SendAsync(new(HttpMethod.Get, $"releases/files/{view.Files[i].Hash}"), token);
            files[i] = new(view.Files[i].Path, await answer.Content.ReadAsByteArrayAsync(token));
        });
        var (content, problems) = ReleaseContent.Of(files);
        return content is not null && content.Manifest.Id == view.Id ? content
            : throw new InvalidDataException($"{address} sent another release than {Release.Short(view.Id)}{(problems.Count > 0 ? $": {problems[0]}" : "")}.");
    }

    private async Task SendFilesAsync(ReleaseContent content, CancellationToken cancel)
    {
        var missing = (await PostAsync<MissingFilesView>("releases/missing", new { files = Files(content) }, cancel)).Missing
            .ToHashSet(StringComparer.Ordinal);
        var wanted = content.Files.Select(file => (file.Content, Hash: ReleaseFile.HashOf(file.Content.Span)))
            .Where(file => missing.Contains(file.Hash)).DistinctBy(file => file.Hash);
        await Parallel.ForEachAsync(wanted, Options(cancel), async (file, token) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"releases/files/{file.Hash}")
            {
                Content = new ReadOnlyMemoryContent(file.Content) { Headers = { ContentType = new(MediaTypeNames.Application.Octet) } },
            };
            (await SendAsync(request, token)).Dispose();
        });
    }

    private static ParallelOptions Options(CancellationToken cancel) =>
        new() { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel };

    private static object Files(ReleaseContent content) => content.Manifest.Entries.Select(entry => new { path = entry.Path, hash = entry.Hash });

    private async Task<T> PostAsync<T>(string route, object body, CancellationToken cancel)
        where T : class =>
        await ReadAsync<T>(new(HttpMethod.Post, route) { Content = JsonContent.Create(body, options: ApiJson.Options) }, cancel);

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, CancellationToken cancel)
        where T : class
    {
        using (request)
        {
            using var answer = await SendAsync(request, cancel);
            try
            {
                return await answer.Content.ReadFromJsonAsync<T>(ApiJson.Options, cancel) ?? throw new JsonException("nothing");
            }
            catch (JsonException)
            {
                throw new HostRefusalException(answer.StatusCode, ExitCodes.CannotAsk,
                    $"{address} answers something else than /api/{request.RequestUri!.OriginalString.Split('?')[0]} does; name the host, or its address with /api.");
            }
        }
    }

    /// <exception cref="HostRefusalException">It cannot be reached, or does not do it.</exception>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await client.SendAsync(request, cancel);
        }
        catch (HttpRequestException e)
        {
            throw new HostRefusalException(null, ExitCodes.CannotAsk, $"{address} cannot be reached: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new HostRefusalException(null, ExitCodes.CannotAsk, $"{address} did not answer within {client.Timeout.TotalSeconds:N0} seconds.");
        }

        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw await RefusalAsync(answer, cancel);
    }

    private async Task<HostRefusalException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var status = answer.StatusCode;
        var detail = await DetailAsync(answer, cancel);
        return status switch
        {
            HttpStatusCode.Unauthorized => new(status, ExitCodes.CannotAsk, $"{address} wants a key or a token: {detail}"),
            HttpStatusCode.Forbidden => new(status, ExitCodes.CannotAsk, $"{address} refuses this key: {detail}"),
            HttpStatusCode.ServiceUnavailable => new(status, ExitCodes.Unavailable, $"{address}: {detail}"),
            _ => new(status, (int)status is >= 400 and < 500 ? ExitCodes.BadInput : ExitCodes.CannotAsk, $"{address} answers {(int)status}: {detail}"),
        };
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
            var lines = problem.TryGetProperty("errors", out var errors) && errors.GetArrayLength() > 1
                ? errors.EnumerateArray().Select(error => $"  {error.GetProperty("detail").GetString()}") : [];
            return string.Join('\n', [problem.GetProperty("detail").GetString()!, .. lines]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or NotSupportedException)
        {
            return "nothing that can be read; name the host, or its address with /api.";
        }
    }
}

/// <summary>A host does not do what it is asked, or cannot be asked.</summary>
/// <param name="status">What it answered; null: nothing.</param>
/// <param name="exit">The exit code that says so.</param>
/// <param name="message">In words.</param>
internal sealed class HostRefusalException(HttpStatusCode? status, int exit, string message) : Exception(message)
{
    public HttpStatusCode? Status => status;

    public int Exit => exit;
}

/// <summary>Makes clients of hosts.</summary>
internal static class HostClients
{
    /// <summary>Where a token of Microsoft Entra ID is taken from, unless the environment names another variable.</summary>
    public const string TokenVariable = "CAMPAIGNS_TOKEN";

    // A host may count who is inside, which reads every customer.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>A client that knows where the API is and who calls.</summary>
    /// <param name="address">The host, or its address with the path of the API.</param>
    /// <param name="keyVariable">The variable that holds the key.</param>
    /// <param name="tokenVariable">The variable that holds the token.</param>
    public static HttpClient Create(Uri address, string keyVariable, string tokenVariable)
    {
        var root = address.AbsolutePath.TrimEnd('/') is { Length: > 0 } path ? path : "/api";
        var client = new HttpClient { BaseAddress = new Uri(address, $"{root}/"), Timeout = Patience };
        HostAddress.AddKey(client.DefaultRequestHeaders, keyVariable);
        if (Environment.GetEnvironmentVariable(tokenVariable) is { Length: > 0 } token)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
