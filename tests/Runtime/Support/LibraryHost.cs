using System.Text;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Retries;
using Campaigns.Runtime.Sweeps;

namespace Campaigns.Runtime.Tests.Support;

/// <summary>A host on a real library over a harness's store, which dies at a call and is started again; it looks after one journey.</summary>
internal sealed class LibraryHost : IDisposable
{
    private readonly CampaignHarness _harness;
    private readonly JourneyId _journey;
    private readonly Sweeper _sweeper;

    public LibraryHost(CampaignHarness harness, JourneyId journey)
    {
        (_harness, _journey) = (harness, journey);
        Library = new CampaignLibrary(harness.Store, new SweepTable(harness.Store), (json, _) => JourneyReader.Read(json), harness.Time);
        Runner = new CampaignRunner(harness.Services.Customers, harness.Services.Directory, harness.Services.Timers, harness.Store,
            Library, new CompositeTimelineSink(), harness.Time);
        var work = new CustomerWorkQueue(harness.Store, harness.Store, Runner, harness.Services.DeadLetters, harness.Services.Incidents,
            harness.Time, 1);
        Work = work;
        Timers = new TimerDispatcher(harness.Services.Timers, Runner, work, harness.Services.Incidents, 1);
        _sweeper = new Sweeper(harness.Services.Sweeps, harness.Services.Directory, Runner, work, harness.Services.Incidents);
    }

    public CampaignLibrary Library { get; }

    public CampaignRunner Runner { get; }

    public CustomerWorkQueue Work { get; }

    public TimerDispatcher Timers { get; }

    public async Task SweepAsync()
    {
        while (await _sweeper.RunOneAsync(CampaignHarness.Cancel))
        {
        }
    }

    public async Task SaveAsync(string text) => await Library.SaveDraftAsync(_journey, Encoding.UTF8.GetBytes(text), CampaignHarness.Cancel);

    /// <summary>Saves a text, and publishes it a second later.</summary>
    public async Task PublishAsync(string text)
    {
        await SaveAsync(text);
        _harness.Time.MoveTo(_harness.Time.Now + NodaTime.Duration.FromSeconds(1));
        Assert.True((await Library.PublishAsync(_journey, CampaignHarness.Cancel)).Succeeded);
    }

    public async Task<JourneyRamp?> RampAsync() => (await Library.GetAsync(_journey, CampaignHarness.Cancel))?.Ramp;

    public async Task<IReadOnlyList<int>> VersionsAsync(string customer) =>
        [.. (await _harness.RecordAsync(customer)).Enrollments.Values.Select(enrollment => enrollment.Version)];

    /// <summary>Does what is due at the instant of the clock.</summary>
    public async Task RunDueAsync()
    {
        while (await Timers.FirePageAsync(CampaignHarness.Cancel) > 0 || await Work.RunPageAsync(CampaignHarness.Cancel) > 0)
        {
        }
    }

    public void Dispose() => Library.Dispose();
}
