using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Campaigns.Azure.Tests.Support;
using Campaigns.Azure.Timers;
using Campaigns.Azurite;
using Campaigns.Hosting;
using Campaigns.Hosting.Measures;
using Campaigns.Insights.Statistics;
using Campaigns.Model;
using Campaigns.Senders.Providers;
using Campaigns.Telemetry;
using Microsoft.Azure.Functions.Worker;
using NodaTime;

namespace Campaigns.Azure.Tests;

/// <summary>What an instance that has nothing to do asks of storage by itself: an hour of it, counted, and what docs/costs.md makes of it.</summary>
public sealed partial class RestTests(ITestOutputHelper output)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnHourAtRest_TakesWhatTheDocumentationStates()
    {
        await using var world = await World.StartAsync();
        var (app, time, library) = (world.App, world.Time, world.Library);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == CampaignMeter.Name)
                l.EnableMeasurementEvents(instrument);
        };
        listener.Start();
        using var gauges = new OperationsGauges(app.Services);
        var turns = new MeasureTurns(app.Store.Rows, time);
        var timers = new TimerFunctions(app, app.Timers);
        await library.BeforeAsync(byClock: false, Cancel);
        var parts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        async Task CountAsync(string part, Func<ValueTask> work)
        {
            var before = world.Transactions;
            await work();
            parts[part] = parts.GetValueOrDefault(part) + world.Transactions - before;
        }

        const int warm = 6;
        const int minutes = 60;
        for (var minute = -warm; minute < minutes; minute++)
        {
            if (minute == 0)
                parts.Clear();
            for (var tick = 0; tick < 12; tick++)
            {
                time.MoveTo(time.Now + Duration.FromSeconds(5));
                if (tick % 6 == 0)
                    await CountAsync("versions", () => library.BeforeAsync(byClock: true, Cancel));
                if (tick == 0)
                    await CountAsync("sweeps", () => new(timers.SweepAsync(new TimerInfo(), world.Client, Cancel)));
                if (tick == 6)
                    await CountAsync("timers", () => new(timers.FireDueTimersAsync(new TimerInfo(), world.Client, Cancel)));
                await CountAsync("versions", () => library.TickAsync(Cancel));
                await CountAsync("statistics", () => app.Statistics.FlushAsync(Cancel));
                await CountAsync("templates", () => app.Installation.TemplateWatch.LookAsync(Cancel));
            }

            await CountAsync("metrics", () => gauges.ObserveAsync(
                turns, library.IsWorking ? OperationsGauges.PaidInterval : OperationsGauges.RestInterval, Cancel));
            if ((minute + warm) % JourneyStatistics.RecoveryInterval.Minutes == 0)
                await CountAsync("statistics", () => app.Statistics.RecoverAsync(Cancel));
        }

        foreach (var (part, count) in parts)
            output.WriteLine($"{part}: {count * 24} a day");
        var page = await File.ReadAllTextAsync(Path.Combine(PublishedApp.Repository, "docs", "costs.md"), Cancel);
        var stated = Stated().Match(page);
        Assert.Equal(stated.Groups["count"].Value, (parts.Values.Sum() * 24).ToString("N0", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task WorkAfterARest_BeginsWithWhatWasPublishedMeanwhile()
    {
        await using var world = await World.StartAsync();
        await world.Library.BeforeAsync(byClock: false, Cancel);
        world.Time.MoveTo(world.Time.Now + Duration.FromMinutes(3));
        await world.Library.TickAsync(Cancel);
        Assert.False(world.Library.IsWorking);
        using (var other = world.AnotherLibrary())
        {
            await other.RefreshAsync(Cancel);
            Assert.True(await other.HoldAsync(channel: null, "ops", "wrong premium", Cancel));
        }

        world.Time.MoveTo(world.Time.Now + Duration.FromSeconds(10));
        await world.Library.TickAsync(Cancel);
        Assert.Null(world.App.Library.Hold.Of(Channel.Sms)); // at rest nobody looks
        await world.Library.BeforeAsync(byClock: false, Cancel);

        Assert.NotNull(world.App.Library.Hold.Of(Channel.Sms));
        Assert.True(world.Library.IsWorking);
        var before = world.Transactions;
        await world.Library.BeforeAsync(byClock: false, Cancel);
        Assert.Equal(before, world.Transactions);
    }

    [Fact]
    public async Task OfManyInstances_OneLooksAtTheQueues()
    {
        await using var world = await World.StartAsync();
        var turns = new MeasureTurns(world.App.Store.Rows, world.Time);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await turns.TakeAsync(OperationsGauges.PaidInterval, Cancel)));
        Assert.Single(taken, true);
        world.Time.MoveTo(world.Time.Now + Duration.FromSeconds(30));
        Assert.False(await turns.TakeAsync(OperationsGauges.PaidInterval, Cancel));
        world.Time.MoveTo(world.Time.Now + Duration.FromSeconds(25));
        Assert.True(await turns.TakeAsync(OperationsGauges.PaidInterval, Cancel));
    }

    [GeneratedRegex(@"\| \*\*the app\*\* \|.*\*\*(?<count>[\d,]+)\*\* \|")]
    private static partial Regex Stated();

    /// <summary>The app on Azurite, and a clock that is moved.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly AzuriteServer _azurite;
        private readonly DirectoryInfo _folder;

        private World(AzuriteServer azurite, DirectoryInfo folder, CampaignApp app, VirtualTime time) =>
            (_azurite, _folder, App, Time, Library) = (azurite, folder, app, time, new LibraryFollower(app));

        public CampaignApp App { get; }

        public VirtualTime Time { get; }

        public LibraryFollower Library { get; }

        public SignalClient Client { get; } = new((_, _, _) => Task.CompletedTask);

        public long Transactions => App.Store.Transactions.Snapshot().Values.Sum();

        public Runtime.Library.CampaignLibrary AnotherLibrary() =>
            new(App.Store.Rows, App.Services.Sweeps, Runtime.Library.JourneyChecks.Against(() => App.Installation.Templates.Current), Time);

        public static async Task<World> StartAsync()
        {
            Assert.SkipWhen(AzuriteServer.Missing is not null, AzuriteServer.Missing ?? "");
            var azurite = await AzuriteServer.StartAsync();
            await new BlobContainerClient(azurite.ConnectionString, "templates").CreateAsync(cancellationToken: Cancel);
            var folder = Directory.CreateTempSubdirectory("campaigns-rest-");
            var time = new VirtualTime(Instant.FromUtc(2026, 6, 1, 12, 0));
            var app = await CampaignApp.StartAsync(
                new AppSettings
                {
                    Storage = new() { Connection = azurite.ConnectionString },
                    LinkSecret = "a secret that only the tests of the app use",
                    Senders = ProviderOptions.OutboxOnly(folder.FullName),
                },
                time, Cancel);
            var shipped = CampaignFolder.Read(CampaignFolder.Shipped);
            Assert.True((await app.Library.SaveCatalogAsync(shipped.CatalogText, Cancel)).Succeeded);
            foreach (var journey in shipped.Journeys)
            {
                Assert.True((await app.Library.SaveDraftAsync(journey.Journey.Id, journey.Text, Cancel)).Succeeded);
                await app.Library.PublishAsync(journey.Journey.Id, Cancel);
            }

            return new World(azurite, folder, app, time);
        }

        public async ValueTask DisposeAsync()
        {
            App.Dispose();
            await _azurite.DisposeAsync();
            _folder.Delete(recursive: true);
        }
    }
}
