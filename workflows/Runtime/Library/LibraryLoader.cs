using System.Collections.Immutable;
using System.Text;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Releases;

namespace Campaigns.Runtime.Library;

/// <summary>Makes the next snapshot of the last one and what changed in the store.</summary>
/// <param name="documents">Where documents are.</param>
/// <param name="releases">Where releases are.</param>
/// <param name="compile">Makes texts of files; null: nobody asks for them.</param>
internal sealed class LibraryLoader(DocumentTable documents, ReleaseStore releases, TextCompiler? compile)
{
    /// <summary>The library as the store has it now; the same snapshot when nothing changed.</summary>
    /// <param name="last">What was known.</param>
    /// <param name="read">All documents, as the store has them now.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="InvalidDataException">The live contact policy or catalog, or a text of the release in force, cannot be read. Going on
    /// without the rules would contact people against them.</exception>
    public async ValueTask<LibrarySnapshot> NextAsync(LibrarySnapshot last, LibraryHeads read, CancellationToken cancel)
    {
        var (heads, release) = read;
        var changed = heads.Where(head => last.Heads.GetValueOrDefault(head.Id) is not { } known || known.Tag != head.Tag
            || (known.Head.Live, known.Head.Status) != (head.Head.Live, head.Head.Status)).ToList();
        if (changed.Count == 0 && last.ReleaseTag == release.Tag)
            return last;

        last = await WithReleaseAsync(last, release, cancel);
        var next = last with { Heads = last.Heads.SetItems(changed.Select(head => KeyValuePair.Create(head.Id, head))) };
        foreach (var head in changed)
        {
            next = head.Id switch
            {
                DocumentIds.Catalog => await WithCatalogAsync(next, head, cancel),
                DocumentIds.ContactPolicy => await WithPolicyAsync(next, head, cancel),
                DocumentIds.Hold => next, // followed by itself
                _ => await WithVersionsAsync(next, last, head, cancel),
            };
        }

        return WithJourneys(next);
    }

    private static LibrarySnapshot WithJourneys(LibrarySnapshot snapshot)
    {
        var journeys = ImmutableArray.CreateBuilder<LiveJourney>();
        var unreadable = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (id, head) in snapshot.Heads)
        {
            if (DocumentIds.IsReserved(id) || head.Head.Live == 0)
                continue;
            var version = snapshot.Versions.GetValueOrDefault((new JourneyId(id), head.Head.Live));
            if (version?.Definition is { } definition)
                journeys.Add(new LiveJourney(definition, head.Head.Status) { Ramp = RampOf(snapshot, definition, head.Head.Ramp) });
            else
                unreadable[id] = version?.Problem ?? $"version {head.Head.Live} is missing";
        }

        return snapshot with { Journeys = journeys.ToImmutable(), Unreadable = unreadable.ToImmutable() };
    }

    // A former version that this program cannot read takes nobody, as a newest one would not.
    private static EntryRamp? RampOf(LibrarySnapshot snapshot, JourneyDefinition newest, JourneyRamp? ramp) =>
        ramp is not { IsOver: false } || ramp.Version != newest.Version ? null
        : new EntryRamp(ramp.Share, ramp.Former > 0 ? snapshot.Find(newest.Id, ramp.Former) : null);

    private async ValueTask<LibrarySnapshot> WithVersionsAsync(
        LibrarySnapshot next, LibrarySnapshot last, TaggedHead head, CancellationToken cancel)
    {
        var id = new JourneyId(head.Id);
        var known = last.Heads.GetValueOrDefault(head.Id)?.Head.Live ?? 0;
        if (known == head.Head.Live)
            return next;
        var added = await documents.VersionsAfterAsync(head.Id, known, cancel);
        return next with
        {
            Versions = next.Versions.SetItems(added.Where(v => v.Number <= head.Head.Live)
                .Select(v => KeyValuePair.Create((id, v.Number), new VersionText(v.Document.Text, v.Number)))),
        };
    }

    private async ValueTask<LibrarySnapshot> WithReleaseAsync(LibrarySnapshot last, TaggedRelease known, CancellationToken cancel)
    {
        var next = last with { Release = known.Head, ReleaseTag = known.Tag };
        if (known.Head.Live is not { } live || live.Release == last.Release.Live?.Release)
            return next;
        var release = await releases.FindAsync(live.Release, cancel)
            ?? throw new InvalidDataException($"release {Release.Short(live.Release)}, which is in force, is missing");
        var files = await releases.ManifestAsync(release, cancel);
        if (files.TextsId == last.ReleasedTexts?.Id)
            return next with { Files = files };
        return next with { Files = files, ReleasedTexts = await TextsAsync(files, last.ReleasedTexts, cancel) };
    }

    /// <summary>The texts of a release; of files that the last one has too, nothing is read.</summary>
    private async ValueTask<ReleasedTexts?> TextsAsync(ReleaseManifest files, ReleasedTexts? last, CancellationToken cancel)
    {
        if (compile is null || files.TextsId.Length == 0)
            return null;
        var known = last?.Files ?? ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty;
        var read = await releases.ReadAsync(files.Templates.Where(entry => !known.ContainsKey(entry.Hash)).DistinctBy(entry => entry.Hash), cancel);
        var all = known.SetItems(read.Select(file => KeyValuePair.Create(ReleaseFile.HashOf(file.Content.Span), file.Content)));
        var texts = compile([.. files.Templates.Select(entry => new ReleaseFile(entry.Path, all[entry.Hash]))]);
        var kept = files.Templates.Select(entry => entry.Hash).ToHashSet(StringComparer.Ordinal);
        return new(files.TextsId, texts.Catalog, all.RemoveRange(all.Keys.Where(hash => !kept.Contains(hash))));
    }

    private async ValueTask<LibrarySnapshot> WithCatalogAsync(LibrarySnapshot next, TaggedHead head, CancellationToken cancel)
    {
        var text = await TextAsync(head, cancel);
        var reading = CatalogReader.Read(text);
        return next with
        {
            Catalog = reading.Catalog ?? throw Unreadable(head, reading.Findings),
            CatalogHash = ReleaseFile.CanonicalHashOf(text.Span),
        };
    }

    private async ValueTask<LibrarySnapshot> WithPolicyAsync(LibrarySnapshot next, TaggedHead head, CancellationToken cancel)
    {
        var text = await TextAsync(head, cancel);
        var reading = ContactPolicyReader.Read(text);
        return next with
        {
            ContactPolicy = reading.Policy ?? throw Unreadable(head, reading.Findings),
            ContactPolicyHash = ReleaseFile.CanonicalHashOf(text.Span),
        };
    }

    private async ValueTask<ReadOnlyMemory<byte>> TextAsync(TaggedHead head, CancellationToken cancel)
    {
        var document = await documents.VersionAsync(head.Id, head.Head.Live, cancel)
            ?? throw new InvalidDataException($"version {head.Head.Live} of {head.Id} is missing");
        return Encoding.UTF8.GetBytes(document.Text);
    }

    private static InvalidDataException Unreadable(TaggedHead head, ImmutableArray<Finding> findings) =>
        new(
            $"version {head.Head.Live} of {head.Id} cannot be " +
            $"read: {string.Join("; ", findings.Where(f => f.Severity == FindingSeverity.Error))}");
}
