using System.Collections.Immutable;
using System.Text;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Validation;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Releases;
using NodaTime;

namespace Campaigns.Runtime.Library;

/// <summary>
/// What has been deployed, kept in the row store and held in memory: drafts are saved and checked, publishing makes
/// immutable versions. Safe for concurrent use, also by several processes on one store.
/// </summary>
/// <remarks>Call <see cref="RefreshAsync(CancellationToken)"/> before first use and every few seconds: other processes publish too.</remarks>
public sealed partial class CampaignLibrary : ICampaignLibrary, IDisposable
{
    private readonly DocumentTable _documents;
    private readonly LibraryLoader _loader;
    private readonly HoldFollower _hold;
    private readonly ISweeps _sweeps;
    private readonly JourneyCheck _check;
    private readonly TextCompiler? _compile;
    private readonly PinnedTexts _pinned;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private LibrarySnapshot _snapshot = LibrarySnapshot.Empty;
    private long _refreshed = long.MinValue; // Unix ticks of the instant before the last look began

    /// <summary>Makes a library that is empty until its first refresh.</summary>
    /// <param name="rows">Where it is kept.</param>
    /// <param name="sweeps">Told what a publication, a resumption or a retirement asks to be done for every customer.</param>
    /// <param name="check">Checks journeys before they are published.</param>
    /// <param name="time">The clock.</param>
    /// <param name="compile">Makes texts of the files of a release; null: nobody asks this library for texts.</param>
    public CampaignLibrary(IRowStore rows, ISweeps sweeps, JourneyCheck check, TimeProvider time, TextCompiler? compile = null)
    {
        _documents = new DocumentTable(rows);
        Releases = new ReleaseStore(rows);
        _compile = compile;
        _pinned = new PinnedTexts(Releases, compile);
        _loader = new LibraryLoader(_documents, Releases, compile);
        _hold = new HoldFollower(_documents);
        (_sweeps, _check, _time) = (sweeps, check, time);
    }

    /// <summary>The library at this moment.</summary>
    public LibrarySnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <inheritdoc/>
    public AttributeCatalog Catalog => Snapshot.Catalog;

    /// <inheritdoc/>
    public ContactPolicy ContactPolicy => Snapshot.ContactPolicy;

    /// <inheritdoc/>
    public ImmutableArray<LiveJourney> Journeys => Snapshot.Journeys;

    /// <inheritdoc/>
    public ITemplateCatalog? Texts => Snapshot.Texts;

    /// <inheritdoc/>
    public ICampaignLibrary Current => Snapshot;

    /// <inheritdoc/>
    public ValueTask<ITemplateCatalog?> PinnedTextsAsync(JourneyDefinition version, CancellationToken cancel) =>
        version.PinsTexts && Snapshot.Heads.GetValueOrDefault(version.Id.Value) is { } head
        && head.Head.Versions.FirstOrDefault(made => made.Number == version.Version).Release is { } release
            ? _pinned.FindAsync(release, cancel) : new((ITemplateCatalog?)null);

    /// <summary>Releases and their files.</summary>
    public ReleaseStore Releases { get; }

    private Instant Now => Instant.FromDateTimeOffset(_time.GetUtcNow());

    /// <inheritdoc/>
    public JourneyDefinition? Find(JourneyId journey, int version) => Snapshot.Find(journey, version);

    /// <inheritdoc/>
    public ValueTask CatchUpAsync(CancellationToken cancel) => RefreshAsync(cancel);

    /// <inheritdoc/>
    public async ValueTask<bool> LookAtRampsAsync(CancellationToken cancel)
    {
        var before = Snapshot;
        await RefreshAsync(MaxRampAge, cancel);
        return !ReferenceEquals(before, Snapshot);
    }

    /// <summary>Reads again what changed in the store: one small read when nothing did.</summary>
    /// <exception cref="StoreUnavailableException">The store is away; what was read before stays in force.</exception>
    /// <exception cref="InvalidDataException">The live contact policy or catalog cannot be read; what was read before stays in
    /// force.</exception>
    public ValueTask RefreshAsync(CancellationToken cancel) => RefreshAsync(Duration.Zero, cancel);

    /// <summary>The same, unless what is known was read so short a time ago.</summary>
    public async ValueTask RefreshAsync(Duration maxAge, CancellationToken cancel)
    {
        if (IsFresh(maxAge))
            return;
        await _refreshing.WaitAsync(cancel);
        try
        {
            if (IsFresh(maxAge)) // somebody else has read it meanwhile
                return;
            var now = Now;
            var read = await _documents.ReadAsync(cancel);
            // First, so that a document that cannot be read keeps nobody from holding everything.
            await _hold.FollowAsync(read.Heads.FirstOrDefault(head => head.Id == DocumentIds.Hold), now, cancel);
            Volatile.Write(ref _snapshot, await _loader.NextAsync(_snapshot, read, cancel));
            Volatile.Write(ref _refreshed, now.ToUnixTimeTicks());
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>A journey with its texts, or null.</summary>
    public ValueTask<JourneyDocument?> GetAsync(JourneyId journey, CancellationToken cancel) => ReadAsync(journey.Value, cancel);

    /// <summary>The contact policy's text, or null when none was saved.</summary>
    public ValueTask<JourneyDocument?> GetContactPolicyAsync(CancellationToken cancel) => ReadAsync(DocumentIds.ContactPolicy, cancel);

    /// <summary>The catalog's text, or null when none was saved.</summary>
    public ValueTask<JourneyDocument?> GetCatalogAsync(CancellationToken cancel) => ReadAsync(DocumentIds.Catalog, cancel);

    /// <summary>How every journey stands, drafts included, by id; as of the last refresh.</summary>
    public IReadOnlyList<TaggedHead> List() => [.. Snapshot.Heads.Values.Where(head => !DocumentIds.IsReserved(head.Id))];

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _refreshing.Dispose();

    /// <summary>Not, when the clock was set back since.</summary>
    private bool IsFresh(Duration maxAge) =>
        maxAge > Duration.Zero && Volatile.Read(ref _refreshed) is var ticks and not long.MinValue
        && Instant.FromUnixTimeTicks(ticks) is var at && at <= Now && Now - at < maxAge;

    private async ValueTask<JourneyDocument?> ReadAsync(string id, CancellationToken cancel)
    {
        var known = await _documents.HeadAsync(id, cancel);
        if (!known.Exists)
            return null;
        var head = known.Head;
        var draft = await _documents.DraftAsync(id, cancel);
        var live = head.Live > 0 ? await _documents.VersionAsync(id, head.Live, cancel) : null;
        return new JourneyDocument(id, head.Status, head.ChangedAt, draft, head.Live, live, head.Versions, head.Ramp);
    }

    private static byte[] Utf8(StoredDocument document) => Encoding.UTF8.GetBytes(document.Text);
}
