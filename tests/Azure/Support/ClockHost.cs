using Campaigns.Azure.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;

namespace Campaigns.Azure.Tests.Support;

/// <summary>Durable's in-process host with the app's orchestrator, unchanged, and an activity of one's choice.</summary>
internal sealed class ClockHost : IAsyncDisposable
{
    private readonly DurableTaskTestHost _host;

    // The test host logs every request of its own to the console, which takes longer than the requests.
    static ClockHost() => Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "Warning");

    private ClockHost(DurableTaskTestHost host) => _host = host;

    public DurableTaskClient Client => _host.Client;

    public static async Task<ClockHost> StartAsync(Func<AdvanceInput, DurableTaskClient, Task<DateTime?>> advance, CancellationToken cancel)
    {
        DurableTaskTestHost? host = null;
        host = await DurableTaskTestHost.StartAsync(
            registry =>
            {
                registry.AddOrchestrator(EnrollmentClock.Name, () => new Clock());
                registry.AddActivityFunc<AdvanceInput, DateTime?>(AdvanceActivity.Name, (_, input) => advance(input, host!.Client));
            },
            new DurableTaskTestHostOptions { Port = FreePort() }, cancel);
        return new ClockHost(host);
    }

    public Task StartClockAsync(string id, params DateTime[] timers) => Client.ScheduleNewOrchestrationInstanceAsync(
        EnrollmentClock.Name, new ClockState("ann", timers), new StartOrchestrationOptions(id), TestContext.Current.CancellationToken);

    public Task SignalAsync(string id, DateTime timer) =>
        Client.RaiseEventAsync(id, EnrollmentClock.Signal, timer, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>The function as a class: what the extension makes of it in the app.</summary>
    private sealed class Clock : TaskOrchestrator<ClockState, object?>
    {
        public override async Task<object?> RunAsync(TaskOrchestrationContext context, ClockState input)
        {
            await EnrollmentClock.RunAsync(context);
            return null;
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
