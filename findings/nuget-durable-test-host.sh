#!/usr/bin/env bash
# Package:  Microsoft.DurableTask.InProcessTestHost 0.2.3-preview.1 with Worker and Client 1.28.0 (NuGet)
# Expected: The host runs orchestrations as a backend would, without one. ContinueAsNew(preserveUnprocessedEvents: true)
#           is documented to carry events on that nobody has waited for yet; StartAt to begin not before that time;
#           GetOrchestrationHistoryAsync to return the history; an event for an instance that does not exist is dropped.
# Happens:  Events are lost over ContinueAsNew, an orchestration planned for an hour later is completed within seconds,
#           the history is empty, and an event sent before its instance exists is kept and delivered to it.
# Output:   below.
# Means:    Tests on this host fail where the Azure Storage backend is right (an eternal orchestration that takes signals
#           while it begins anew), and pass where it is not (signal before start; assertions over an empty history).
#           Test those on the real backend with Azurite.
. "$(dirname "$0")/lib/harness.sh"

dotnet_program Microsoft.DurableTask.InProcessTestHost@0.2.3-preview.1 Microsoft.DurableTask.Worker.Grpc@1.28.0 \
  Microsoft.DurableTask.Client.Grpc@1.28.0 Google.Protobuf@3.36.2 Grpc.AspNetCore.Server@2.85.0 \
  System.Reactive.Compatibility@6.1.0 System.Reactive.Core@6.1.0 <<'CS'
using System.Net;
using System.Net.Sockets;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;

Environment.SetEnvironmentVariable("Logging__LogLevel__Default", "None");
int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}

async Task<string> SignalOrTimeout(TaskOrchestrationContext context)
{
    var signal = context.WaitForExternalEvent<string>("signal");
    await Task.WhenAny(signal, context.CreateTimer(TimeSpan.FromSeconds(3), CancellationToken.None));
    return signal.IsCompleted ? $"heard {signal.Result}" : "heard nothing";
}

await using var host = await DurableTaskTestHost.StartAsync(
    registry => registry
        .AddOrchestratorFunc<string, string>("stays", async (context, _) =>
        {
            await context.WaitForExternalEvent<string>("go");
            return await SignalOrTimeout(context);
        })
        .AddOrchestratorFunc<string, string>("begins anew", async (context, round) =>
        {
            if (round == "second")
                return await SignalOrTimeout(context);
            await context.WaitForExternalEvent<string>("go");
            context.ContinueAsNew("second", preserveUnprocessedEvents: true);
            return "";
        })
        .AddOrchestratorFunc<string, string>("waits", async (context, _) => await SignalOrTimeout(context))
        .AddOrchestratorFunc<string, string>("ends", (_, _) => Task.FromResult("done")),
    new DurableTaskTestHostOptions { Port = FreePort() });
var client = host.Client;
async Task<OrchestrationMetadata> Completed(string id)
{
    using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
    return await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, patience.Token);
}

foreach (var name in new[] { "stays", "begins anew" })
{
    var id = await client.ScheduleNewOrchestrationInstanceAsync(name, "first");
    await client.WaitForInstanceStartAsync(id);
    await client.RaiseEventAsync(id, "signal", "hello");
    await client.RaiseEventAsync(id, "go", "now");
    Console.WriteLine($"{name}: {(await Completed(id)).ReadOutputAs<string>()}");
}

var inAnHour = new StartOrchestrationOptions { StartAt = DateTimeOffset.UtcNow.AddHours(1) };
var later = await client.ScheduleNewOrchestrationInstanceAsync("ends", "", inAnHour);
Console.WriteLine($"to start in an hour: {(await Completed(later)).RuntimeStatus}");
Console.WriteLine($"its history: {(await client.GetOrchestrationHistoryAsync(later)).Count} events");

await client.RaiseEventAsync("early", "signal", "before the start");
await client.ScheduleNewOrchestrationInstanceAsync("waits", "", new StartOrchestrationOptions { InstanceId = "early" });
Console.WriteLine($"signalled early: {(await Completed("early")).ReadOutputAs<string>()}");
CS
dotnet_run
expect <<'TXT'
stays: heard hello
begins anew: heard nothing
to start in an hour: Completed
its history: 0 events
signalled early: heard before the start
TXT
