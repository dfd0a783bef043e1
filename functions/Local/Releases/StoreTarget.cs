using Campaigns.Hosting;
using Campaigns.Local.Commands;
using Campaigns.Releases;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Releases;
using Campaigns.Runtime.Simulation;
using Campaigns.Simulation;
using Campaigns.Simulation.Reports;
using Campaigns.Storage;
using NodaTime;

namespace Campaigns.Local.Releases;

/// <summary>A store that is opened here.</summary>
/// <param name="session">The entrance to it.</param>
/// <param name="store">The store.</param>
/// <param name="place">Where it lies.</param>
/// <param name="time">The clock.</param>
internal sealed class StoreTarget(StoreSession session, IStore store, StoreLocation place, TimeProvider time) : IReleaseTarget
{
    /// <summary>So many customers are read in a blink.</summary>
    private const int MaxCounted = 10_000;

    private readonly CampaignLibrary _library = session.Library;

    /// <inheritdoc/>
    public string Name => place.Name;

    private static string Me => $"{Environment.UserName} at the command line";

    /// <inheritdoc/>
    public async Task<ReleasePlanView> PlanAsync(ReleaseContent content, bool inside, CancellationToken cancel)
    {
        var plan = PlanWriter.Write(await _library.PlanAsync(content, cancel), content);
        return inside || await new StoredCustomers(store.Rows).CountAsync(cancel) <= MaxCounted ? await InsideCount.AddAsync(plan, store.Rows, cancel) : plan;
    }

    /// <summary>What customers would get with a release and without it, by the simulator.</summary>
    /// <param name="content">The release.</param>
    /// <param name="days">How many days from now.</param>
    /// <param name="quiet">Whether no progress is shown.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<SimulationComparison> SimulateAsync(ReleaseContent content, int days, bool quiet, CancellationToken cancel)
    {
        var plan = await _library.PlanAsync(content, cancel);
        var begins = Instant.FromDateTimeOffset(time.GetUtcNow());
        var customers = new StoredCustomers(store.Rows);
        var texts = _library.Texts as TemplateSet ?? await CampaignFolder.ShippedTemplatesAsync();
        var before = new SimulationRequest(_library.Current, texts, begins, days, () => customers.ReadAsync(begins, cancel))
        {
            Expected = await customers.CountAsync(cancel),
            Ids = await new CustomerStore(store.Rows).MessageIdsAsync(cancel),
        };
        var after = before with
        {
            Library = new PlannedLibrary(_library.Current, content, plan),
            Templates = content.Manifest.TextsId.Length > 0 ? (TemplateSet)ReleasedTemplates.Compile(content.Templates).Catalog : texts,
        };
        return await Progress.RunAsync(quiet, $"Simulating {days} days", 2 * before.Expected,
            progress => Simulator.CompareAsync(before, after, progress, cancel));
    }

    /// <inheritdoc/>
    public async Task<string> UploadAsync(ReleaseContent content, string message, CancellationToken cancel)
    {
        var missing = await _library.Releases.MissingAsync(content.Manifest.Entries.Select(entry => entry.Hash), cancel);
        foreach (var file in content.Files.Where(file => missing.Contains(ReleaseFile.HashOf(file.Content.Span))))
            await _library.Releases.AddBlobAsync(file.Content, cancel);
        return (await _library.Releases.AddAsync(content.Manifest, Me, message, Instant.FromDateTimeOffset(time.GetUtcNow()), cancel)).Id;
    }

    /// <inheritdoc/>
    public async Task<DeployView> DeployAsync(string release, string message, DeployExpectation expected, CancellationToken cancel)
    {
        var kept = (await _library.Releases.FindAsync(release, cancel))!;
        var done = await _library.DeployAsync(kept, Me, message, expected, cancel);
        var content = await ReleaseContent.ReadAsync(_library.Releases, await _library.Releases.ManifestAsync(kept, cancel), cancel);
        return new(done.Outcome, done.Live is { } live ? DeploymentView.Of(live) : null, PlanWriter.Write(done.Plan, content));
    }

    /// <inheritdoc/>
    public Task<ReleasesView> ListAsync(int take, CancellationToken cancel) => ReleaseLists.ReadAsync(_library, take, cancel);

    /// <inheritdoc/>
    public async Task<ReleaseContent?> ReadAsync(string release, CancellationToken cancel) =>
        await _library.Releases.StartingAsync(release, cancel) is [var found]
        ? await ReleaseContent.ReadAsync(_library.Releases, await _library.Releases.ManifestAsync(found, cancel), cancel) : null;
}
