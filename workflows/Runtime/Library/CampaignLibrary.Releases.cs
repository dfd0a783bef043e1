using System.Collections.Immutable;
using System.Text;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Releases;
using NodaTime;

namespace Campaigns.Runtime.Library;

/// <content>Releases: planned, and put in force by replacing one row.</content>
public sealed partial class CampaignLibrary
{
    /// <summary>Whoever deploys completes it at once; after so long they are taken for dead, and others do.</summary>
    private static readonly Duration Completion = Duration.FromSeconds(5);

    /// <summary>What a release would change, and what is wrong with it; nothing is kept.</summary>
    public async ValueTask<ReleasePlan> PlanAsync(ReleaseContent content, CancellationToken cancel)
    {
        await RefreshAsync(cancel);
        return await PlanAsync(content, await _documents.ReadAsync(cancel), cancel);
    }

    /// <summary>Which release is in force, as the store has it now.</summary>
    public async ValueTask<ReleaseHead> ReadReleaseAsync(CancellationToken cancel) => (await _documents.ReleaseAsync(cancel)).Head;

    /// <summary>The deployments, the latest first.</summary>
    /// <param name="take">At most so many.</param>
    /// <param name="cancel">Stops it.</param>
    public async ValueTask<IReadOnlyList<Deployment>> DeploymentsAsync(int take, CancellationToken cancel)
    {
        var live = (await ReadReleaseAsync(cancel)).Live;
        return live is null ? [] : [live, .. await Releases.DeploymentsAsync(live.Number, take - 1, cancel)];
    }

    /// <summary>Puts a release in force, with all its files at once: whoever reads sees the former one or this one.</summary>
    /// <param name="release">The release, which is kept in the store.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="message">Why, in their words.</param>
    /// <param name="expected">What has to be in force.</param>
    /// <param name="cancel">Stops it; once it is in force it stays so, and what is left to do is done by the next who reads.</param>
    public async ValueTask<DeployResult> DeployAsync(
        Release release, string by, string message, DeployExpectation expected, CancellationToken cancel)
    {
        var content = await ReleaseContent.ReadAsync(Releases, await Releases.ManifestAsync(release, cancel), cancel);
        while (true)
        {
            await CompleteAsync(cancel); // an earlier deployment may be under way, or have been cut off
            await RefreshAsync(cancel);
            var read = await _documents.ReadAsync(cancel);
            var head = read.Release.Head;
            if (!head.IsComplete)
                continue;
            var plan = await PlanAsync(content, read, cancel);
            if (!plan.HasChanges)
                return new(DeployOutcome.Unchanged, plan, head.Live); // also for whoever did it before and did not hear of it
            if (!expected.Holds(head))
                return new(DeployOutcome.Conflict, plan, head.Live);
            if (!plan.IsValid)
                return new(DeployOutcome.Refused, plan, head.Live);

            var next = await PrepareAsync(plan, read, new Deployment((head.Live?.Number ?? 0) + 1, release.Id, by, message, Now), cancel);
            if (!await _documents.TryReplaceAsync(read.Release, next, cancel))
            {
                // Whoever changed a journey by hand meanwhile is no competitor; whoever deployed is.
                if (expected == DeployExpectation.Any && (await ReadReleaseAsync(cancel)).Live != head.Live)
                    expected = new(Release: head.Live?.Release ?? DeployExpectation.None);
                continue;
            }

            await CompleteAsync(cancel);
            await RefreshAsync(cancel);
            return new(DeployOutcome.Done, plan, next.Live);
        }
    }

    /// <summary>Finishes a deployment that is in force and whose process died.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public async ValueTask<bool> FinishDeploymentAsync(CancellationToken cancel)
    {
        var head = Snapshot.Release;
        if (head.IsComplete || head.Live is not { } live || Now - live.At < Completion)
            return false;
        await CompleteAsync(cancel);
        await RefreshAsync(cancel);
        return true;
    }

    private async ValueTask<ReleasePlan> PlanAsync(ReleaseContent content, LibraryHeads read, CancellationToken cancel)
    {
        var head = read.Release.Head;
        var before = ReleaseManifest.Empty;
        if (head.Live is { } live)
        {
            before = live.Release == Snapshot.Release.Live?.Release ? Snapshot.Files
                : await Releases.ManifestAsync((await Releases.FindAsync(live.Release, cancel))!, cancel);
        }

        var heads = read.Heads.ToDictionary(known => known.Id, StringComparer.Ordinal);
        var documents = new List<PlannedDocument>();
        if (content.Catalog is { } catalog)
            documents.Add(await PlanRulesAsync(DocumentIds.Catalog, catalog, heads, cancel));
        if (content.ContactPolicy is { } policy)
            documents.Add(await PlanRulesAsync(DocumentIds.ContactPolicy, policy, heads, cancel));
        documents.AddRange(await PlanJourneysAsync(content, before, heads, head, cancel));
        var paths = documents.Select(document => document.Path).ToHashSet(StringComparer.Ordinal);
        var files =
            from path in before.Entries.Concat(content.Manifest.Entries).Select(entry => entry.Path).Distinct().Order(StringComparer.Ordinal)
            let was = before.Find(path)
            let becomes = content.Manifest.Find(path)
            where was?.Canonical != becomes?.Canonical && !paths.Contains(path) && !(becomes is null && ReleasePaths.IsJourney(path))
            select new PlannedFile(path, was, becomes);
        return new(content.Manifest.Id, head, [.. documents], [.. files], [.. Check(content, read.Heads)]);
    }

    private async ValueTask<PlannedDocument> PlanRulesAsync(
        string id, ReleaseFile file, Dictionary<string, TaggedHead> heads, CancellationToken cancel)
    {
        var head = heads.GetValueOrDefault(id)?.Head ?? new DocumentHead();
        var before = await LiveTextAsync(id, head, cancel);
        var after = ReleaseFile.TextOf(file.Content.Span) ?? "";
        var change = before is null ? DocumentChange.Added : SameText(before, after) ? DocumentChange.Unchanged : DocumentChange.Changed;
        return new(id, file.Path, change, head.Status, JourneyStatus.Published, head.Live, before, after);
    }

    private async ValueTask<IReadOnlyList<PlannedDocument>> PlanJourneysAsync(
        ReleaseContent content, ReleaseManifest before, Dictionary<string, TaggedHead> heads, ReleaseHead release, CancellationToken cancel)
    {
        var planned = new SortedDictionary<string, PlannedDocument>(StringComparer.Ordinal);
        foreach (var journey in content.Journeys.Where(journey => journey.Id is not null).DistinctBy(journey => journey.Id))
        {
            var id = journey.Id!.Value.Value;
            var head = heads.GetValueOrDefault(id)?.Head ?? new DocumentHead();
            var text = await LiveTextAsync(id, head, cancel);
            // Who paused or retired it by hand had a reason; who removed its file and puts it back means it.
            var to = head.Status == JourneyStatus.Paused || (head.Status == JourneyStatus.Retired && !release.Retired.Contains(id))
                ? head.Status : JourneyStatus.Published;
            var change = text is null ? DocumentChange.Added : !SameText(text, journey.Text)
                || (journey.PinsTexts && await TextsDifferAsync(head, content.Manifest, cancel)) ? DocumentChange.Changed
                : head.Status != to ? DocumentChange.Started : DocumentChange.Unchanged;
            planned[id] = new(id, journey.Path, change, head.Status, to, head.Live, text, journey.Text);
        }

        var owned = (await Releases.ReadAsync(before.Journeys, cancel)).Select(ReleasedJourney.Of)
            .Select(journey => journey.Id?.Value).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var (id, tagged) in heads.Where(known => !DocumentIds.IsReserved(known.Key) && !planned.ContainsKey(known.Key)))
        {
            var head = tagged.Head;
            if (head.Live == 0 || head.Status == JourneyStatus.Retired)
                continue;
            var retires = owned.Contains(id);
            planned[id] = new(id, null, retires ? DocumentChange.Retired : DocumentChange.Left, head.Status,
                retires ? JourneyStatus.Retired : head.Status, head.Live, await LiveTextAsync(id, head, cancel), null);
        }

        return [.. planned.Values];
    }

    /// <summary>Whether a release has other texts than the one that made a journey's live version, by which its customers have entered.</summary>
    private async ValueTask<bool> TextsDifferAsync(DocumentHead head, ReleaseManifest files, CancellationToken cancel) =>
        head.Versions.FirstOrDefault(version => version.Number == head.Live).Release is not { } id
        || await Releases.FindAsync(id, cancel) is not { } release || (await Releases.ManifestAsync(release, cancel)).TextsId != files.TextsId;

    /// <summary>Everything wrong or doubtful about a release, over what is in force where it says nothing.</summary>
    private IEnumerable<ReleaseFinding> Check(ReleaseContent content, IReadOnlyList<TaggedHead> heads)
    {
        var findings = new List<ReleaseFinding>();
        var (catalog, policy) = (Catalog, ContactPolicy);
        if (content.Catalog is { } catalogFile)
        {
            var reading = CatalogReader.Read(catalogFile.Content);
            findings.AddRange(reading.Findings.Select(finding => new ReleaseFinding(catalogFile.Path, finding)));
            catalog = reading.Catalog ?? catalog;
        }

        if (content.ContactPolicy is { } policyFile)
        {
            var reading = ContactPolicyReader.Read(policyFile.Content, catalog);
            findings.AddRange(reading.Findings.Select(finding => new ReleaseFinding(policyFile.Path, finding)));
            policy = reading.Policy ?? policy;
        }
        else if (!Snapshot.Heads.ContainsKey(DocumentIds.ContactPolicy))
            findings.Add(new("", NoContactPolicy));

        var texts = _compile is not null && content.Manifest.TextsId.Length > 0 ? _compile(content.Templates) : null;
        findings.AddRange(texts?.Findings ?? []);
        var context = new JourneyCheckContext(catalog, policy,
            [.. heads.Select(head => head.Id).Where(id => !DocumentIds.IsReserved(id)), .. content.Journeys.Select(j => j.Id).OfType<JourneyId>().Select(id => id.Value)])
        {
            Templates = texts?.Catalog,
        };
        foreach (var journey in content.Journeys)
        {
            findings.AddRange(Check(Encoding.UTF8.GetBytes(journey.Text), context).Findings
                .Where(finding => texts is null or { Findings: [] } || !OfMissingTexts.Contains(finding.Code))
                .Select(finding => new ReleaseFinding(journey.Path, finding)));
        }

        findings.AddRange(content.Journeys.Where(journey => journey.Id is not null).GroupBy(journey => journey.Id).SelectMany(same => same.Skip(1))
            .Select(second => new ReleaseFinding(second.Path, new Finding(FindingSeverity.Error, "/id", 0, "id-twice",
                $"the journey \"{second.Id}\" is in {content.Journeys.First(first => first.Id == second.Id).Path} already; give one of them another id"))));
        findings.AddRange(FindBrokenJourneys(context, except: content.Journeys.Select(journey => journey.Id).OfType<JourneyId>().ToHashSet())
            .Select(finding => new ReleaseFinding("", finding)));
        return findings;
    }

    /// <summary>What a journey is told when a text is not there: not its fault while there are texts that cannot be read.</summary>
    private static readonly string[] OfMissingTexts = ["unknown-template", "template-channel"];

    /// <summary>Writes the new versions, of which nobody knows yet, and the row that would put them in force.</summary>
    private async ValueTask<ReleaseHead> PrepareAsync(ReleasePlan plan, LibraryHeads read, Deployment deployment, CancellationToken cancel)
    {
        var pending = ReleaseHead.None.Pending.ToBuilder();
        var due = ImmutableArray.CreateBuilder<DeployedChange>();
        foreach (var document in plan.Documents.Where(document => document.IsChange))
        {
            var version = document.HasNewText
                ? await _documents.AddVersionAsync(document.Id, document.Live, new StoredDocument(document.After!, deployment.At), cancel)
                : document.Live;
            pending[document.Id] = new(version, document.To, deployment.At)
            {
                Ramp = document.HasNewText ? await RampOfAsync(document, version, read, deployment, cancel) : null,
            };
            due.Add(new(document.Id, document.Live, document.From, version, document.To));
        }

        var head = read.Release.Head;
        if (head.Live is { } former)
            await Releases.AddAsync(former, cancel); // it may be nowhere else
        return new ReleaseHead
        {
            Live = deployment,
            Revision = head.Revision + 1,
            Retired = head.Retired.Union(plan.Documents.Where(d => d.Change == DocumentChange.Retired).Select(d => d.Id))
                .Except(plan.Documents.Where(d => d.Path is not null).Select(d => d.Id)),
            Pending = pending.ToImmutable(),
            Due = due.ToImmutable(),
        };
    }

    private async ValueTask<JourneyRamp?> RampOfAsync(
        PlannedDocument document, int version, LibraryHeads read, Deployment deployment, CancellationToken cancel) =>
        DocumentIds.IsReserved(document.Id) || new VersionText(document.After!, version).Definition is not { } definition ? null
        : await RampOfAsync(definition, document.After!, version,
            read.Heads.FirstOrDefault(head => head.Id == document.Id)?.Head ?? new DocumentHead(), new Publication { By = deployment.By },
            deployment.At, cancel);

    /// <summary>
    /// Does what follows from the release in force: everything is as it says already, for whoever reads. Each part may be done twice.
    /// </summary>
    private async ValueTask CompleteAsync(CancellationToken cancel)
    {
        var known = await _documents.ReleaseAsync(cancel);
        if (known.Head.Live is not { } live || known.Head.IsComplete)
            return;
        await Releases.AddAsync(live, cancel);
        foreach (var change in known.Head.Due)
            await FollowUpAsync(change, live.At, cancel);
        while (!await _documents.TrySettleAsync(cancel))
        {
        }

        while (true)
        {
            known = await _documents.ReleaseAsync(cancel);
            if (known.Head.Live != live || known.Head.Due.IsEmpty
                || await _documents.TryReplaceAsync(known, known.Head with { Due = [] }, cancel))
                return;
        }
    }

    private async ValueTask FollowUpAsync(DeployedChange change, Instant at, CancellationToken cancel)
    {
        var before = change.Was > 0 ? await _documents.VersionAsync(change.Id, change.Was, cancel) : null;
        var after = (await _documents.VersionAsync(change.Id, change.Live, cancel))!;
        if (change.Id == DocumentIds.ContactPolicy)
        {
            if (!ConcurrencyLimit.Same(ConcurrencyIn(before), ConcurrencyIn(after)))
                await _sweeps.OrderAsync(new Sweep(new JourneyId(change.Id), SweepKind.Concurrency, at), cancel);
            return;
        }

        if (DocumentIds.IsReserved(change.Id))
            return;
        // Or else whoever publishes the draft again would take the release back.
        if (change.Live != change.Was)
            await _documents.TryFollowAsync(change.Id, before?.Text, after, cancel);
        var journey = new JourneyId(change.Id);
        if (change.To == JourneyStatus.Retired)
            await _sweeps.OrderAsync(new Sweep(journey, SweepKind.Resume, at), cancel); // whoever was held by a pause goes on
        else
        {
            // While the new one ramps, the other's customers have their dates looked at as well.
            JourneyDefinition?[] versions =
                [new VersionText(after.Text, change.Live).Definition, before is null ? null : new VersionText(before.Text, change.Was).Definition];
            await OrderDatesAsync(journey, versions.OfType<JourneyDefinition>(), change.To, at, cancel);
        }
    }

    private static ConcurrencyLimit? ConcurrencyIn(StoredDocument? policy) =>
        policy is null ? null : ContactPolicyReader.Read(Utf8(policy)).Policy?.Concurrency;

    private async ValueTask<string?> LiveTextAsync(string id, DocumentHead head, CancellationToken cancel) =>
        head.Live > 0 ? (await _documents.VersionAsync(id, head.Live, cancel))?.Text : null;

    private static bool SameText(string a, string b) => ReleaseFile.CanonicalOf(a) == ReleaseFile.CanonicalOf(b);
}
