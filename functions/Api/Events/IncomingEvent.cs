using Campaigns.Api.Http;
using Campaigns.Workflows.Runtime;

namespace Campaigns.Api.Events;

/// <summary>One event of a request: ready to be taken, or rejected.</summary>
internal sealed record IncomingEvent(CloudEventEnvelope Envelope, CustomerEvent? Event, IReadOnlyList<ProblemError> Errors, string? Notice)
{
    public static IncomingEvent Of(CloudEventEnvelope envelope, string pointer, CampaignRunner runner, ProblemLog log)
    {
        var translation = new EventTranslation(runner.Library.Catalog, runner.Now);
        // What is no CloudEvent at all need not be told whom it does not concern.
        var translated = log.Any ? null : translation.Translate(envelope, pointer, log);
        return new IncomingEvent(envelope, translated, log.Errors, translated is null ? null : translation.Notice(envelope));
    }

    public async ValueTask<EventAnswer> TakeAsync(CampaignRunner runner, CancellationToken cancel)
    {
        if (Event is null)
            return new EventAnswer(Envelope.Id, Envelope.Source, EventResult.Rejected) { Problem = new(Errors[0].Detail, Errors) };
        var taken = await runner.TakeAsync(Event, cancel);
        return new EventAnswer(Event.Id, Event.Source, taken ? EventResult.Accepted : EventResult.Duplicate) { Notice = Notice };
    }
}
