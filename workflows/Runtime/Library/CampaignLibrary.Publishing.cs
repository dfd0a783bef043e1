using System.Collections.Immutable;
using System.Text;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.Library;

/// <content>Drafts, publication and the states of a journey.</content>
public sealed partial class CampaignLibrary
{
    /// <summary>Says all that is wrong or doubtful about a journey's text, without keeping it.</summary>
    public JourneyReadResult Check(ReadOnlyMemory<byte> json) => Check(json, Snapshot.CheckContext);

    private JourneyReadResult Check(ReadOnlyMemory<byte> json, JourneyCheckContext context)
    {
        var read = _check(json, context);
        return read.Definition?.Active is { } active && active.IsOver(Now, ContactPolicy.TimeZone)
            ? read with { Findings = read.Findings.Add(Over(read.Source)) } : read;
    }

    /// <summary>
    /// Keeps a draft. Text that cannot be read as a journey is refused; one that can is kept with its findings, since
    /// what it names may come later.
    /// </summary>
    /// <param name="journey">Must be the id in the text.</param>
    /// <param name="json">UTF-8 text.</param>
    /// <param name="cancel">Stops it between steps.</param>
    public async ValueTask<LibraryResult> SaveDraftAsync(JourneyId journey, ReadOnlyMemory<byte> json, CancellationToken cancel)
    {
        var known = await _documents.HeadAsync(journey.Value, cancel);
        var checkedDraft = Check(json);
        var read = JourneyReader.Read(json);
        if (read.Definition is not { } definition)
            return Answer(LibraryOutcome.Refused, known.Head, checkedDraft.Findings);
        if (definition.Id != journey)
            return Answer(LibraryOutcome.Refused, known.Head, [WrongId(journey, definition.Id, read.Source), .. checkedDraft.Findings]);

        var draft = new StoredDocument(Text(json), Now);
        var same = (await _documents.DraftAsync(journey.Value, cancel))?.Text == draft.Text;
        if (!same)
            await _documents.SaveDraftAsync(journey.Value, draft, cancel);
        // Somebody else may have inserted it meanwhile: then it is there, which is all that is wanted.
        for (var head = known; !head.Exists; head = await _documents.HeadAsync(journey.Value, cancel))
        {
            if (await _documents.TryReplaceAsync(head, new DocumentHead { ChangedAt = draft.At }, cancel))
                await RefreshAsync(cancel);
        }

        return Answer(same ? LibraryOutcome.Unchanged : LibraryOutcome.Done, known.Head, checkedDraft.Findings);
    }

    /// <summary>
    /// Makes the draft a new version, which new entries take; a paused journey stays paused. An unchanged draft makes none.
    /// </summary>
    public ValueTask<LibraryResult> PublishAsync(JourneyId journey, CancellationToken cancel) =>
        PublishAsync(journey, new Publication(), cancel);

    /// <summary>The same, before a share of the customers first, or before all of them at once, whatever the draft says.</summary>
    public async ValueTask<LibraryResult> PublishAsync(JourneyId journey, Publication how, CancellationToken cancel)
    {
        await RefreshAsync(cancel); // the rules it is checked against may be new
        while (true)
        {
            var known = await _documents.HeadAsync(journey.Value, cancel);
            if (!known.Exists || await _documents.DraftAsync(journey.Value, cancel) is not { } draft)
                return Answer(LibraryOutcome.NotFound, known.Head, []);
            var read = Check(Utf8(draft));
            var findings = Snapshot.Heads.ContainsKey(DocumentIds.ContactPolicy) ? read.Findings : [NoContactPolicy, .. read.Findings];
            if (findings.Any(finding => finding.Severity == FindingSeverity.Error) || read.Definition is null)
                return Answer(LibraryOutcome.Refused, known.Head, findings);

            var live = known.Head.Live > 0 ? await _documents.VersionAsync(journey.Value, known.Head.Live, cancel) : null;
            var status = known.Head.Status == JourneyStatus.Paused ? JourneyStatus.Paused : JourneyStatus.Published;
            var unchanged = live?.Text == draft.Text;
            var next = known.Head;
            if (!unchanged || status != next.Status)
            {
                var now = Now;
                var version = unchanged ? next.Live
                    : await _documents.AddVersionAsync(journey.Value, next.Live, draft with { At = now }, cancel);
                next = next.Become(version, status, now,
                    unchanged ? null : await RampOfAsync(read.Definition, draft.Text, version, next, how, now, cancel));
                if (!await _documents.TryReplaceAsync(known, next, cancel))
                    continue;
            }

            await RefreshAsync(cancel);
            // Ordered also when nothing is new: a crash may have come between an earlier publication and its sweep.
            await OrderDatesAsync(journey, next, next.ChangedAt, cancel);
            return Answer(unchanged ? LibraryOutcome.Unchanged : LibraryOutcome.Done, next, findings);
        }
    }

    /// <summary>Holds everybody where they are; nothing is sent and nobody enters.</summary>
    public ValueTask<LibraryResult> PauseAsync(JourneyId journey, CancellationToken cancel) =>
        ChangeAsync(journey, JourneyStatus.Paused, static from => from == JourneyStatus.Published, cancel);

    /// <summary>Lets a paused journey go on, and takes those whose date came within reach meanwhile.</summary>
    public async ValueTask<LibraryResult> ResumeAsync(JourneyId journey, CancellationToken cancel)
    {
        var answer = await ChangeAsync(journey, JourneyStatus.Published, static from => from == JourneyStatus.Paused, cancel);
        if (!answer.Succeeded)
            return answer;
        var head = Snapshot.Heads[journey.Value].Head;
        await _sweeps.OrderAsync(new Sweep(journey, SweepKind.Resume, head.ChangedAt), cancel);
        await OrderDatesAsync(journey, head, head.ChangedAt, cancel);
        return answer;
    }

    /// <summary>Takes no more entries; those within go on, or are ended with outcome <c>retired</c>.</summary>
    public async ValueTask<LibraryResult> RetireAsync(JourneyId journey, bool endRunning, CancellationToken cancel)
    {
        var answer = await ChangeAsync(
            journey, JourneyStatus.Retired, static from => from is JourneyStatus.Published or JourneyStatus.Paused, cancel);
        if (!answer.Succeeded)
            return answer;
        // Whoever was held by a pause must be woken to go on, as timers that fired meanwhile are spent.
        var at = Snapshot.Heads[journey.Value].Head.ChangedAt;
        var sweep = endRunning
            ? new Sweep(journey, SweepKind.Stop, at) { Outcome = ContactReason.Retired }
            : new Sweep(journey, SweepKind.Resume, at);
        await _sweeps.OrderAsync(sweep, cancel);
        return answer;
    }

    private async ValueTask<LibraryResult> ChangeAsync(
        JourneyId journey, JourneyStatus to, Predicate<JourneyStatus> allowed, CancellationToken cancel)
    {
        while (true)
        {
            var known = await _documents.HeadAsync(journey.Value, cancel);
            if (!known.Exists)
                return Answer(LibraryOutcome.NotFound, known.Head, []);
            var unchanged = known.Head.Status == to;
            if (!unchanged && !allowed(known.Head.Status))
                return Answer(LibraryOutcome.NotAllowed, known.Head, []);
            var next = unchanged ? known.Head : known.Head with { Status = to, ChangedAt = Now };
            if (!unchanged && !await _documents.TryReplaceAsync(known, next, cancel))
                continue;
            await RefreshAsync(cancel);
            return Answer(unchanged ? LibraryOutcome.Unchanged : LibraryOutcome.Done, next, []);
        }
    }

    /// <summary>
    /// The ramp by which a new version begins; null: none. A text that was before all customers already comes before all at once: whoever
    /// goes back to it does not want it before a few.
    /// </summary>
    private async ValueTask<JourneyRamp?> RampOfAsync(
        JourneyDefinition definition, string text, int version, DocumentHead head, Publication how, Instant at, CancellationToken cancel)
    {
        var ramp = how.RampOf(definition, version, head, at);
        if (ramp is null || how.Ramp is not null)
            return ramp;
        var known = await _documents.VersionsAfterAsync(definition.Id.Value, 0, cancel);
        return known.Any(other => other.Document.Text == text && head.WasBeforeAll(other.Number)) ? null : ramp;
    }

    private ValueTask OrderDatesAsync(JourneyId journey, DocumentHead head, Instant at, CancellationToken cancel) =>
        OrderDatesAsync(journey, Snapshot.Find(journey)?.Entered ?? [], head.Status, at, cancel);

    private async ValueTask OrderDatesAsync(
        JourneyId journey, IEnumerable<JourneyDefinition> versions, JourneyStatus status, Instant at, CancellationToken cancel)
    {
        if (status == JourneyStatus.Published && versions.SelectMany(version => version.Entries).OfType<Entry.BeforeDate>().Any())
            await _sweeps.OrderAsync(new Sweep(journey, SweepKind.Dates, at), cancel);
    }

    private static LibraryResult Answer(LibraryOutcome outcome, DocumentHead head, ImmutableArray<Finding> findings) =>
        new(outcome, findings, head.Status, head.Live);

    private static Finding WrongId(JourneyId expected, JourneyId found, JourneySource source) => new(
        FindingSeverity.Error, "/id", source.LineOf("/id"), "wrong-id",
        $"the journey's id is \"{found}\", but it is saved as \"{expected}\"; use one id");

    // Told here, since whoever checks a text has no clock.
    private static Finding Over(JourneySource source) => new(
        FindingSeverity.Warning, "/activeUntil", source.LineOf("/activeUntil"), "already-over",
        "\"activeUntil\" has passed, so nobody can enter any more; write a later time if somebody should");

    private static readonly Finding NoContactPolicy = new(
        FindingSeverity.Error, "", 0, "no-contact-policy", "no contact policy is saved; save one before publishing");

    private static string Text(ReadOnlyMemory<byte> json) =>
        Encoding.UTF8.GetString(json.Span.StartsWith("\uFEFF"u8) ? json.Span[3..] : json.Span);
}
