using Campaigns.Definitions.Validation;
using Campaigns.Model;
using Campaigns.Operations;
using Campaigns.Runtime.Incidents;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Sweeps;
using Campaigns.Storage.Embedded;
using Microsoft.Extensions.Time.Testing;

namespace Campaigns.Api.Tests.Operations;

/// <summary>Whatever hangs, an operator has an answer in time that names it.</summary>
public sealed class HangingStoreTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-hanging-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 4, 0, 0, TimeSpan.Zero));
    private EmbeddedStore _embedded = null!;
    private HangingStore _store = null!;
    private CampaignLibrary _library = null!;
    private IncidentLog _incidents = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _embedded = EmbeddedStore.Open(Path.Combine(_folder.FullName, "store.db"), _time, Durability.Process);
        _store = new HangingStore(_embedded.Rows, _embedded.Queues);
        _library = new CampaignLibrary(_store, new SweepTable(_store), JourneyChecks.Against(() => new NoTemplates()), _time);
        _incidents = new IncidentLog(_time);
        await _library.RefreshAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        _library.Dispose();
        await _embedded.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private OperationsMonitor Monitor() =>
        new(new OperationsParts(_store, _store, _library, _incidents, _time) { Store = _store });

    /// <summary>Lets the limit pass for whoever waits by then.</summary>
    private async Task<T> InTimeAsync<T>(Task<T> asked)
    {
        // A timer of the clock is set by a thread of the pool, so it may not be there at the first step.
        while (await Task.WhenAny(asked, Task.Delay(20, Cancel)) != asked)
            _time.Advance(OperationsMonitor.Limit);
        return await asked;
    }

    [Theory]
    [InlineData(Hanging.Waiting)]
    [InlineData(Hanging.Blocking)]
    public async Task TablesThatHang_AreFailing_AndNamed(Hanging how)
    {
        var monitor = Monitor();
        _store.Rows = how;

        var health = await InTimeAsync(monitor.HealthAsync(Cancel));

        Assert.Equal(OperationStatus.Failing, health.Status);
        Assert.Equal(["the store"], health.Unanswered);
        Assert.Equal("The store did not answer within 1.5 seconds.", Assert.Single(health.Reasons));
    }

    [Theory]
    [InlineData(Hanging.Waiting)]
    [InlineData(Hanging.Blocking)]
    public async Task QueuesThatHang_AreDegraded_AndNamed(Hanging how)
    {
        var monitor = Monitor();
        _store.Queues = how;

        var health = await InTimeAsync(monitor.HealthAsync(Cancel));

        Assert.Equal((OperationStatus.Degraded, "the queues"), (health.Status, Assert.Single(health.Unanswered)));
    }

    [Fact]
    public async Task ADiskThatHangs_IsDegraded_AndNamed()
    {
        var monitor = Monitor();
        _store.File = Hanging.Blocking;

        var health = await InTimeAsync(monitor.HealthAsync(Cancel));

        Assert.Equal((OperationStatus.Degraded, "the disk of the store"), (health.Status, Assert.Single(health.Unanswered)));
    }

    [Theory]
    [InlineData(Hanging.Waiting)]
    [InlineData(Hanging.Blocking)]
    public async Task Status_OfAStoreThatHangs_SaysWhatIsMissing(Hanging how)
    {
        var monitor = Monitor();
        _store.Rows = how;

        var report = await InTimeAsync(monitor.StatusAsync(Cancel));

        Assert.Equal(OperationStatus.Failing, report.Status);
        Assert.Equal(["the schedules", "the store", "the sweeps", "the timers", "the unknown messages"],
            report.Unanswered.Order(StringComparer.Ordinal));
        Assert.Null(report.Timers);
        Assert.NotEmpty(report.Queues);
    }

    [Fact]
    public async Task AskedAgainAndAgain_WhatHangsIsNotBegunAgain_AndIsWellWhenItAnswers()
    {
        var monitor = Monitor();
        _store.Rows = Hanging.Blocking;
        for (var i = 0; i < 20; i++)
            Assert.Equal(OperationStatus.Failing, (await InTimeAsync(monitor.HealthAsync(Cancel))).Status);

        Assert.Equal(1, _store.Hung);

        _store.Release();
        // The look that hung ends by itself; what it found is as good as new.
        Assert.Equal(OperationStatus.Ok, (await InTimeAsync(monitor.HealthAsync(Cancel))).Status);
    }

    [Fact]
    public async Task AStoreThatIsAway_IsFailing_WithoutWaiting()
    {
        var monitor = Monitor();
        _store.Rows = Hanging.Away;

        var health = await monitor.HealthAsync(Cancel);

        Assert.Equal((OperationStatus.Failing, "The store is unavailable."), (health.Status, Assert.Single(health.Reasons)));
        Assert.Equal(OperationStatus.Failing, (await monitor.StatusAsync(Cancel)).Status);
    }

    [Fact]
    public async Task AFileThatIsGone_IsFailing_AlsoWhenTheTablesHang()
    {
        var monitor = Monitor();
        (_store.Rows, _store.Condition) = (Hanging.Waiting, new StoreCondition("the file is gone"));

        var health = await InTimeAsync(monitor.HealthAsync(Cancel));

        Assert.Equal((OperationStatus.Failing, "The store is unavailable: the file is gone."),
            (health.Status, Assert.Single(health.Reasons)));
    }

    private sealed class NoTemplates : ITemplateCatalog
    {
        public IEnumerable<string> Names => [];

        public bool Has(string template, Channel channel) => false;
    }
}
