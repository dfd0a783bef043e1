using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Library;

/// <content>The contact policy and the catalog: in force as soon as they are saved, every version kept.</content>
public sealed partial class CampaignLibrary
{
    /// <summary>Puts a contact policy in force, for every message from now on. Errors are refused.</summary>
    public async ValueTask<LibraryResult> SaveContactPolicyAsync(ReadOnlyMemory<byte> json, CancellationToken cancel)
    {
        await RefreshAsync(cancel);
        var reading = ContactPolicyReader.Read(json, Catalog);
        var findings = reading.Policy is { } policy
            ? reading.Findings.AddRange(FindBrokenJourneys(Snapshot.CheckContext with { ContactPolicy = policy }))
            : reading.Findings;
        // Should the order be lost, each customer's next event or timer does the same for that customer.
        var before = ContactPolicy.Concurrency;
        var answer = await SaveAsync(DocumentIds.ContactPolicy, json, reading.Policy is not null, findings, cancel);
        if (answer.Outcome == LibraryOutcome.Done && !ConcurrencyLimit.Same(before, ContactPolicy.Concurrency))
            await _sweeps.OrderAsync(new Sweep(new JourneyId(DocumentIds.ContactPolicy), SweepKind.Concurrency, Now), cancel);
        return answer;
    }

    /// <summary>Keeps a contact policy whose catalog and journeys are kept elsewhere, so nothing is checked against it.</summary>
    internal ValueTask<LibraryResult> KeepContactPolicyAsync(ReadOnlyMemory<byte> json, CancellationToken cancel) =>
        SaveAsync(DocumentIds.ContactPolicy, json, ContactPolicyReader.Read(json).Policy is not null, [], cancel);

    /// <summary>Puts a catalog in force. Errors are refused.</summary>
    public async ValueTask<LibraryResult> SaveCatalogAsync(ReadOnlyMemory<byte> json, CancellationToken cancel)
    {
        await RefreshAsync(cancel);
        var reading = CatalogReader.Read(json);
        var findings = reading.Catalog is { } catalog
            ? reading.Findings.AddRange(FindBrokenJourneys(Snapshot.CheckContext with { Catalog = catalog }))
            : reading.Findings;
        return await SaveAsync(DocumentIds.Catalog, json, reading.Catalog is not null, findings, cancel);
    }

    /// <summary>What would be wrong with journeys that run, told as warnings: they were right under the rules before.</summary>
    private IEnumerable<Finding> FindBrokenJourneys(JourneyCheckContext context, IReadOnlySet<JourneyId>? except = null)
    {
        foreach (var journey in Journeys.Where(live => live.Status != JourneyStatus.Retired && except?.Contains(live.Definition.Id) != true))
        {
            var id = journey.Definition.Id;
            if (Snapshot.Versions.GetValueOrDefault((id, journey.Definition.Version)) is not { } version)
                continue;
            foreach (var finding in _check(version.Utf8, context).Findings.Where(f => f.Severity == FindingSeverity.Error))
                yield return new Finding(FindingSeverity.Warning, "", 0, "breaks-journey",
                    $"journey \"{id}\" would no longer pass: {finding}");
        }
    }

    private async ValueTask<LibraryResult> SaveAsync(
        string id, ReadOnlyMemory<byte> json, bool valid, ImmutableArray<Finding> findings, CancellationToken cancel)
    {
        while (true)
        {
            var known = await _documents.HeadAsync(id, cancel);
            if (!valid)
                return Answer(LibraryOutcome.Refused, known.Head, findings);
            var document = new StoredDocument(Text(json), Now);
            if (known.Head.Live > 0 && (await _documents.VersionAsync(id, known.Head.Live, cancel))?.Text == document.Text)
                return Answer(LibraryOutcome.Unchanged, known.Head, findings);
            var version = await _documents.AddVersionAsync(id, known.Head.Live, document, cancel);
            var next = new DocumentHead
            {
                Status = JourneyStatus.Published,
                Live = version,
                ChangedAt = document.At,
                Versions = known.Head.Versions.Add(new PublishedVersion(version, document.At)),
            };
            if (!await _documents.TryReplaceAsync(known, next, cancel))
                continue;
            await RefreshAsync(cancel);
            return Answer(LibraryOutcome.Done, next, findings);
        }
    }
}
