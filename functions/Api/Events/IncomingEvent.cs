using Campaigns.Api.Events.AzureCommunication;
using Campaigns.Api.Http;
using Campaigns.Model;
using Campaigns.Model.Events;
using Campaigns.Runtime;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.DeadLetters;
using Campaigns.Runtime.Intake;
using Campaigns.Senders.Links;

namespace Campaigns.Api.Events;

/// <summary>One event of a request: ready to be taken, ignored, or rejected.</summary>
/// <param name="Envelope">As it came.</param>
/// <param name="Events">What it means: one event of a customer, as a rule; none when it concerns nobody here, or is rejected.</param>
/// <param name="Errors">Why it is rejected.</param>
/// <param name="Notice">What is allowed and probably not meant.</param>
internal sealed record IncomingEvent(
    CloudEventEnvelope Envelope, IReadOnlyList<CustomerEvent> Events, IReadOnlyList<ProblemError> Errors, string? Notice)
{
    /// <summary>Why it could not even be found out what it means; null: it could.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Whom it concerns first: events of one customer keep their order.</summary>
    public CustomerId? Customer => Events.Count > 0 ? Events[0].Customer : null;

    /// <summary>Whether it is to be taken and concerns that one customer alone.</summary>
    public bool IsOfOneCustomer => Errors.Count == 0 && Events.Count > 0 && Events.All(@event => @event.Customer == Customer);

    public static async ValueTask<IncomingEvent> OfAsync(
        CloudEventEnvelope envelope, string pointer, CampaignRunner runner, LinkSigner links, ProblemLog log, CancellationToken cancel)
    {
        // What is no event at all need not be told whom it does not concern.
        if (log.Any)
            return new(envelope, [], log.Errors, null);
        if (AcsReports.Has(envelope.Type))
        {
            var meant = await new AcsReports(runner).TranslateAsync(WithTime(envelope, runner), pointer, log, cancel);
            return new(envelope, meant, log.Errors, meant.Count > 0 || log.Any ? null
                : "the report concerns no known message, or is of no use to a journey");
        }

        if (envelope.Type!.StartsWith("Microsoft.EventGrid.", StringComparison.Ordinal))
            return new(envelope, [], log.Errors, "the event concerns the subscription itself");
        var translation = new EventTranslation(runner.Library.Catalog, runner.Now, runner.Library.ContactPolicy.Country);
        if (!MessageReports.HasToken(envelope) && AddressedReport.Of(envelope) is { } to)
        {
            var meant = await new AddressedReport(runner).TranslateAsync(envelope, to, translation, pointer, log, cancel);
            return new(envelope, meant, log.Errors, meant.Count > 0 || log.Any ? translation.Notice(envelope)
                : "nobody was written to at this address");
        }

        var about = MessageReports.Is(envelope.Type)
            ? await new MessageReports(runner, links).FindAsync(envelope, pointer, log, cancel) : new ReportSubject.Named();
        if (about is ReportSubject.Nobody)
            return new(envelope, [], log.Errors, log.Any ? null : MessageReports.Unknown);
        return translation.Translate(envelope, pointer, log, about as ReportSubject.Known) is { } translated
            ? new(envelope, [translated], log.Errors, translation.Notice(envelope))
            : new(envelope, [], log.Errors, null);
    }

    public async ValueTask<EventResponse> HandleAsync(CampaignRunner runner, CancellationToken cancel)
    {
        if (Errors.Count > 0)
            return new EventResponse(Envelope.Id, Envelope.Source, EventResult.Rejected) { Problem = new(Errors[0].Detail, Errors) };
        var taken = new List<EventTaking>();
        foreach (var @event in Events)
            taken.Add(await runner.TakeAsync([@event], cancel));
        return Answer(taken);
    }

    /// <summary>The answer once it has been taken.</summary>
    /// <param name="taken">What became of each of its events.</param>
    public EventResponse Answer(IReadOnlyList<EventTaking> taken)
    {
        var result = Events.Count == 0 ? EventResult.Ignored
            : taken.Any(one => one.Fresh) ? EventResult.Accepted : EventResult.Duplicate;
        var notice = taken.Any(one => one.Differs)
            ? "an event with this source and id was taken before with other data; nothing was changed: send what is new under an id of its own"
            : result == EventResult.Accepted && Envelope.Type != EventTypes.CustomerErased && !MessageReports.Is(Envelope.Type)
                && taken.All(one => one.Erased)
            ? "the customer's data has been erased: nothing was changed" : Notice;
        return new EventResponse(Envelope.Id, Envelope.Source, result) { Notice = notice };
    }

    /// <summary>The answer when it could not be taken, in words that tell nothing of the inside.</summary>
    public EventResponse Answer(Exception failure, string pointer)
    {
        FaultMeter.Count("event", failure);
        return failure is LimitExceededException limit
            ? new EventResponse(Envelope.Id, Envelope.Source, EventResult.Rejected)
            {
                Problem = new($"Nothing was changed: {limit.Message}.", [new(pointer, limit.Code, limit.Message)]),
            }
            : new EventResponse(Envelope.Id, Envelope.Source, EventResult.Failed)
            {
                Problem = new("The event could not be taken for an internal reason. It can be sent again.",
                    [new(pointer, FaultMeter.ReasonOf(failure), "could not be taken")]),
            };
    }

    private static CloudEventEnvelope WithTime(CloudEventEnvelope envelope, CampaignRunner runner) =>
        envelope with { Time = envelope.Time ?? runner.Now };
}
