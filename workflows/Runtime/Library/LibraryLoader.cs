using System.Collections.Immutable;
using System.Text;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Library;

/// <summary>Makes the next snapshot of the last one and what changed in the store.</summary>
internal sealed class LibraryLoader(DocumentTable documents)
{
    /// <summary>The library as the store has it now; the same snapshot when nothing changed.</summary>
    /// <param name="last">What was known.</param>
    /// <param name="heads">All documents, as the store has them now.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="InvalidDataException">The live contact policy or catalog cannot be read. Going on without the rules would contact
    /// people against them.</exception>
    public async ValueTask<LibrarySnapshot> NextAsync(LibrarySnapshot last, IReadOnlyList<TaggedHead> heads, CancellationToken cancel)
    {
        var changed = heads.Where(head => last.Heads.GetValueOrDefault(head.Id)?.Tag != head.Tag).ToList();
        if (changed.Count == 0)
            return last;

        var next = last with { Heads = last.Heads.SetItems(changed.Select(head => KeyValuePair.Create(head.Id, head))) };
        foreach (var head in changed)
        {
            next = head.Id switch
            {
                DocumentIds.Catalog => next with { Catalog = await CatalogAsync(head, cancel) },
                DocumentIds.ContactPolicy => next with { ContactPolicy = await PolicyAsync(head, cancel) },
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

    private async ValueTask<AttributeCatalog> CatalogAsync(TaggedHead head, CancellationToken cancel)
    {
        var reading = CatalogReader.Read(await TextAsync(head, cancel));
        return reading.Catalog ?? throw Unreadable(head, reading.Findings);
    }

    private async ValueTask<ContactPolicy> PolicyAsync(TaggedHead head, CancellationToken cancel)
    {
        var reading = ContactPolicyReader.Read(await TextAsync(head, cancel));
        return reading.Policy ?? throw Unreadable(head, reading.Findings);
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
