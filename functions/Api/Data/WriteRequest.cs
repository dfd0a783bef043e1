using System.Security.Cryptography;
using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Campaigns.Api.Data;

/// <summary>
/// One request to change a customer's data, told as events: one entrance, one history. The same Idempotency-Key is taken
/// once; without one a repeated request writes the same data again.
/// </summary>
/// <param name="customer">Whom it concerns.</param>
/// <param name="key">What the request is known by.</param>
/// <param name="now">When it came.</param>
internal sealed class WriteRequest(CustomerId customer, string key, Instant now)
{
    private const string Source = "/api";
    private const int MaxKeyLength = 255;
    private readonly List<CustomerEvent> _events = [];

    /// <summary>A request to change what is under a path.</summary>
    public static WriteRequest Of(HttpRequest request, CustomerId customer, string path, ReadOnlyMemory<byte> body, Instant now)
    {
        var given = request.Headers["Idempotency-Key"].ToString();
        var key = given.Length > 0 ? given : $"{Convert.ToHexStringLower(SHA256.HashData(body.Span))}@{now}";
        return new WriteRequest(customer, $"{path}#{key}", now);
    }

    /// <summary>Checks the header.</summary>
    public static Problem? CheckKey(HttpRequest request) => request.Headers["Idempotency-Key"].ToString().Length > MaxKeyLength
        ? Problem.BadRequest("The Idempotency-Key is too long.",
            new ProblemError("", "bad-key", $"expected at most {MaxKeyLength} characters") { Parameter = "Idempotency-Key" })
        : null;

    /// <summary>Adds an event.</summary>
    public void Add(string type, IEnumerable<KeyValuePair<string, object?>> data, Instant? at = null)
    {
        var values = data.ToList();
        string[] removed = [.. values.Where(value => value.Value is null).Select(value => value.Key)];
        if (removed.Length > 0)
            values.Add(new(CustomerEvent.RemovedAttributes, removed));
        _events.Add(new CustomerEvent(Source, $"{key}/{_events.Count}", type, at ?? now, customer, AttributeBag.Of(values)));
    }

    /// <summary>Takes all events in one unit of work; true when any was new.</summary>
    public async ValueTask<bool> ApplyAsync(CampaignRunner runner, CancellationToken cancel) =>
        await runner.HandleAsync(_events, cancel, isStatement: true) > 0;
}

/// <summary>What became of a request to change data.</summary>
/// <param name="Id">The customer or policy.</param>
/// <param name="Result"><c>accepted</c>, or <c>duplicate</c> when the Idempotency-Key was taken before.</param>
public sealed record WriteResponse(string Id, Events.EventResult Result)
{
    /// <summary>Something that is allowed and probably not meant, such as a telephone number that is none.</summary>
    public string? Notice { get; init; }

    internal static WriteResponse Of(string id, bool taken) => new(id, taken ? Events.EventResult.Accepted : Events.EventResult.Duplicate);
}
