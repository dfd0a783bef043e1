using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Campaigns.Api.Events.EventGrid;
using Campaigns.Api.Http;
using Campaigns.Definitions.Json;
using Campaigns.Runtime;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tracing;
using Campaigns.Senders.Links;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Campaigns.Api.Events;

/// <summary>
/// <c>POST /api/events</c>: CloudEvents 1.0 over HTTP: structured, batch and binary mode, and plain JSON that looks like them; and
/// deliveries of Event Grid in either schema.
/// </summary>
/// <remarks>
/// 200 when every event was accepted or known; 207 when some of a batch were rejected or failed, each with its reason; 400 when the
/// only event is not valid, or the whole is no JSON. Event Grid is answered 400 instead of 207. An answer means that what was accepted is
/// stored.
/// </remarks>
public static class EventIntake
{
    /// <summary>The most events of one batch.</summary>
    public const int MaxEvents = 1000;

    private const int MaxConcurrency = 16;
    private const string Structured = "application/cloudevents+json";
    private const string Batch = "application/cloudevents-batch+json";

    /// <summary>Takes the events of a request.</summary>
    public static async Task<Results<JsonHttpResult<IReadOnlyList<EventResponse>>, JsonHttpResult<SubscriptionValidation>,
        Problem>> PostAsync(
        HttpRequest request, CampaignRunner runner, LinkSigner links, CancellationToken cancel)
    {
        using var activity = CampaignActivities.StartIntake();
        var body = await ReadAsync(request, cancel);
        if (body.Problem is { } unreadable)
            return unreadable;
        if (IsBinary(request))
            return Of(await HandleBinaryAsync(request, body, runner, links, cancel));
        if (!body.TryParse(out var root, out var problem))
            return problem;
        if (EventGridDelivery.ValidationCode(root) is { } code)
            return TypedResults.Json(new SubscriptionValidation(code), ApiJson.Options);
        return Of(await HandleAsync(request, root, runner, links, cancel));
    }

    /// <summary>Takes one event that came by another way than HTTP, in either schema.</summary>
    public static async ValueTask<EventResponse> HandleAsync(
        JsonElement root, CampaignRunner runner, LinkSigner links, CancellationToken cancel)
    {
        var log = new ProblemLog();
        var incoming = await IncomingEvent.OfAsync(Read(root, "", log), "", runner, links, log, cancel);
        var answer = await incoming.HandleAsync(runner, cancel);
        IntakeSpan.Describe([answer]);
        return answer;
    }

    private static async Task<Results<JsonHttpResult<IReadOnlyList<EventResponse>>, Problem>> HandleAsync(
        HttpRequest request, JsonElement root, CampaignRunner runner, LinkSigner links, CancellationToken cancel)
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            return IsType(request, Batch)
                ? Problem.BadRequest("A batch must be a list of events.", new ProblemError("", "wrong-type", "expected a list of events"))
                : await HandleOneAsync(log => Read(root, "", log), runner, links, cancel);
        }

        if (IsType(request, Structured))
            return Problem.BadRequest($"One event must be an object; send a list as {Batch}.",
                new ProblemError("", "wrong-type", "expected an object, found a list"));
        if (root.GetArrayLength() > MaxEvents)
            return TooMany(root.GetArrayLength());
        var answers = await HandleBatchAsync(root, runner, links, cancel);
        if (EventGridDelivery.Is(request) && EventGridDelivery.Refusal(answers) is { } refusal)
            return refusal;
        return Answer(answers);
    }

    private static async ValueTask<JsonBody> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!IsBinary(request))
            return await JsonBody.ReadAsync(request, cancel);
        var body = await JsonBody.ReadAnyAsync(request, cancel);
        return body.Problem is null && body.Bytes.Length > 0 && !JsonBody.IsJson(request.ContentType)
            ? new() { Problem = JsonBody.WrongType(request.ContentType, "application/json") }
            : body;
    }

    private static async Task<Results<JsonHttpResult<IReadOnlyList<EventResponse>>, Problem>> HandleBinaryAsync(
        HttpRequest request, JsonBody body, CampaignRunner runner, LinkSigner links, CancellationToken cancel)
    {
        if (body.Bytes.IsEmpty)
            return await HandleOneAsync(log => BinaryEvent.Read(request, data: null, log), runner, links, cancel);
        return body.TryParse(out var data, out var problem)
            ? await HandleOneAsync(log => BinaryEvent.Read(request, data, log), runner, links, cancel)
            : problem;
    }

    private static async Task<Results<JsonHttpResult<IReadOnlyList<EventResponse>>, Problem>> HandleOneAsync(
        Func<ProblemLog, CloudEventEnvelope> read, CampaignRunner runner, LinkSigner links, CancellationToken cancel)
    {
        var log = new ProblemLog();
        var incoming = await IncomingEvent.OfAsync(read(log), "", runner, links, log, cancel);
        if (log.Any)
            return log.ToProblem();
        return Answer([await incoming.HandleAsync(runner, cancel)]);
    }

    private static async Task<IReadOnlyList<EventResponse>> HandleBatchAsync(
        JsonElement root, CampaignRunner runner, LinkSigner links, CancellationToken cancel)
    {
        var events = new List<(int Index, IncomingEvent Event)>(root.GetArrayLength());
        foreach (var element in root.EnumerateArray())
        {
            var (pointer, log) = (JsonPointers.Append("", events.Count), new ProblemLog());
            var envelope = Read(element, pointer, log);
            try
            {
                events.Add((events.Count, await IncomingEvent.OfAsync(envelope, pointer, runner, links, log, cancel)));
            }
            catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
            {
                events.Add((events.Count, new IncomingEvent(envelope, [], [], Notice: null) { Failure = e }));
            }
        }

        var answers = new EventResponse[events.Count];
        var unavailable = new ConcurrentQueue<StoreUnavailableException>();
        // Events of one customer keep their order: a purchase must not overtake the reminder it makes needless.
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancel };
        await Parallel.ForEachAsync(
            events.GroupBy(item => item.Event.Customer), options,
            async (customer, token) =>
            {
                try
                {
                    await TakeInOrderAsync(customer, answers, runner, token);
                }
                catch (StoreUnavailableException e)
                {
                    unavailable.Enqueue(e); // it may be so for this customer alone: the others are stored all the same
                }
            });
        if (unavailable.TryDequeue(out var first))
            ExceptionDispatchInfo.Throw(first);
        return answers;
    }

    /// <summary>Takes what came of one customer: together, as far as nothing lies between that concerns others as well.</summary>
    private static async ValueTask TakeInOrderAsync(
        IEnumerable<(int Index, IncomingEvent Event)> customer, EventResponse[] answers, CampaignRunner runner, CancellationToken cancel)
    {
        var together = new List<(int Index, IncomingEvent Event)>();
        foreach (var item in customer)
        {
            if (item.Event.IsOfOneCustomer)
            {
                together.Add(item);
                continue;
            }

            await TakeTogetherAsync(together, answers, runner, cancel);
            together.Clear();
            answers[item.Index] = await HandleAsync(item.Event, JsonPointers.Append("", item.Index), runner, cancel);
        }

        await TakeTogetherAsync(together, answers, runner, cancel);
    }

    private static async ValueTask TakeTogetherAsync(
        List<(int Index, IncomingEvent Event)> together, EventResponse[] answers, CampaignRunner runner, CancellationToken cancel)
    {
        if (together.Count == 0)
            return;
        var taken = await runner.TakeEachAsync([.. together.SelectMany(item => item.Event.Events)], cancel);
        if (taken.FirstOrDefault(one => one.Failure is StoreUnavailableException).Failure is { } unavailable)
            ExceptionDispatchInfo.Throw(unavailable);
        var at = 0;
        foreach (var (index, incoming) in together)
        {
            var parts = taken.Skip(at).Take(incoming.Events.Count).ToList();
            answers[index] = parts.Find(part => part.Failure is not null).Failure is { } failure
                ? incoming.Answer(failure, JsonPointers.Append("", index))
                : incoming.Answer(parts);
            at += incoming.Events.Count;
        }
    }

    /// <summary>Takes what concerns several customers, or nobody; what fails is its own result.</summary>
    private static async ValueTask<EventResponse> HandleAsync(
        IncomingEvent incoming, string pointer, CampaignRunner runner, CancellationToken cancel)
    {
        try
        {
            return incoming.Failure is { } failure ? incoming.Answer(failure, pointer) : await incoming.HandleAsync(runner, cancel);
        }
        catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
        {
            return incoming.Answer(e, pointer);
        }
    }

    private static CloudEventEnvelope Read(JsonElement element, string pointer, ProblemLog log) =>
        EventGridEvent.Is(element) ? EventGridEvent.Read(element, pointer, log) : StructuredEvent.Read(element, pointer, log);

    private static Results<JsonHttpResult<IReadOnlyList<EventResponse>>, JsonHttpResult<SubscriptionValidation>, Problem> Of(
        Results<JsonHttpResult<IReadOnlyList<EventResponse>>, Problem> answer) =>
        answer.Result is Problem problem ? problem : (JsonHttpResult<IReadOnlyList<EventResponse>>)answer.Result;

    private static JsonHttpResult<IReadOnlyList<EventResponse>> Answer(IReadOnlyList<EventResponse> answers)
    {
        IntakeSpan.Describe(answers);
        return TypedResults.Json(
            answers, ApiJson.Options,
            statusCode: answers.Any(answer => answer.Result is EventResult.Rejected or EventResult.Failed)
                ? StatusCodes.Status207MultiStatus
            : StatusCodes.Status200OK);
    }

    private static Problem TooMany(int found) => new(
        StatusCodes.Status413PayloadTooLarge, "Payload too large",
        $"A batch may hold at most {MaxEvents} events, this one holds {found}; split it.")
    {
        Errors = [new("", "too-many-events", $"expected at most {MaxEvents} events, found {found}")],
    };

    private static bool IsBinary(HttpRequest request) =>
        !IsType(request, Structured) && !IsType(request, Batch) && BinaryEvent.Is(request);

    private static bool IsType(HttpRequest request, string type) =>
        request.ContentType?.Split(';')[0].Trim().Equals(type, StringComparison.OrdinalIgnoreCase) == true;
}
