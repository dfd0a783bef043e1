using System.Security.Cryptography;
using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace Campaigns.Api.Data;

/// <summary>
/// One request to change a customer's data, told as events: one entrance, one history. The same Idempotency-Key is taken
/// once; without one a repeated request writes the same data again.
/// </summary>
/// <param name="customer">Whom it concerns.</param>
/// <param name="key">What the request is known by.</param>
/// <param name="now">When it came.</param>
/// <param name="fingerprint">What tells the request from another under the same key.</param>
internal sealed class WriteRequest(CustomerId customer, string key, Instant now, string fingerprint)
{
    private const string Source = "/api";
    private const int MaxKeyLength = 255;
    private readonly List<CustomerEvent> _events = [];

    /// <summary>A request to change what is under a path.</summary>
    public static WriteRequest Of(HttpRequest request, CustomerId customer, string path, ReadOnlyMemory<byte> body, Instant now)
    {
        var given = request.Headers["Idempotency-Key"].ToString();
        var hash = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        return new WriteRequest(customer, $"{path}#{(given.Length > 0 ? given : $"{hash}@{now}")}", now, hash);
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
        _events.Add(new CustomerEvent(Source, $"{key}/{_events.Count}", type, at ?? now, customer, AttributeBag.Of(values))
        {
            Fingerprint = fingerprint,
        });
    }

    /// <summary>Takes all events in one unit of work.</summary>
    /// <param name="id">The customer or policy of the answer.</param>
    /// <param name="runner">Takes them.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="notice">What is to be said of it; null: nothing.</param>
    /// <returns>What became of it; a 410 for an erased customer, a 422 for a key that stands for another request.</returns>
    public async ValueTask<Results<JsonHttpResult<WriteResponse>, Problem>> ApplyAsync(
        string id, CampaignRunner runner, CancellationToken cancel, string? notice = null)
    {
        var taken = await runner.TakeAsync(_events, cancel);
        return taken switch
        {
            { Erased: true } => Problem.Erased,
            { Differs: true } => KeyReused,
            _ => TypedResults.Json(WriteResponse.Of(id, taken.Fresh) with { Notice = notice }, ApiJson.Options),
        };
    }

    private static Problem KeyReused { get; } = new(StatusCodes.Status422UnprocessableEntity, "Idempotency-Key reused",
        "This Idempotency-Key was used for another body; nothing was changed. Send what is new under a key of its own.")
    {
        Errors = [new("", "key-reused", "expected the body that was sent with this key before") { Parameter = "Idempotency-Key" }],
    };
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
