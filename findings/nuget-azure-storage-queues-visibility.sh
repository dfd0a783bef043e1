#!/usr/bin/env bash
# Package:  Azure.Storage.Queues 12.28.1 (NuGet), against Azurite 3.37.0 (npm)
# Expected: SendMessage(text, visibilityTimeout: TimeSpan) hides a message for that long, or refuses what the service
#           cannot do: its REST interface takes whole seconds.
# Happens:  The fraction is cut off, not rounded up: 1.9 seconds hide for 1, and 0.9 seconds not at all. UpdateMessage does
#           the same. ReceiveMessage with 0.9 seconds becomes 0, which the service refuses.
# Output:   below: what the client sends, and for how long the message is hidden.
# Means:    Work that is "due in" the rest of a second is handed out before it is due, and a loop that puts it back until
#           it is due spins, a transaction a turn. Round up to whole seconds before the call.
. "$(dirname "$0")/lib/harness.sh"

npm_install azurite@3.37.0
azurite_start
dotnet_program Azure.Storage.Queues@12.28.1 <<'CS'
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Queues;

// The key of every Azurite, as its documentation gives it.
const string key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
var sent = new Sent();
var options = new QueueClientOptions();
options.AddPolicy(sent, HttpPipelinePosition.PerCall);
var queue = new QueueClient(
    new Uri($"http://127.0.0.1:{args[0]}/devstoreaccount1/due"), new StorageSharedKeyCredential("devstoreaccount1", key), options);
await queue.CreateAsync();

foreach (var milliseconds in new[] { 900, 1900, 2000 })
{
    var receipt = (await queue.SendMessageAsync("x", TimeSpan.FromMilliseconds(milliseconds))).Value;
    var hidden = receipt.TimeNextVisible - receipt.InsertionTime;
    Console.WriteLine($"send, {milliseconds} ms: {sent.Timeout}, hidden for {hidden.TotalSeconds} s");
    await queue.ClearMessagesAsync();
}

await queue.SendMessageAsync("x");
var message = (await queue.ReceiveMessageAsync()).Value;
await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.FromMilliseconds(900));
Console.WriteLine($"update, 900 ms: {sent.Timeout}, back at once: {(await queue.ReceiveMessageAsync()).Value is not null}");
try
{
    await queue.ReceiveMessageAsync(TimeSpan.FromMilliseconds(900));
}
catch (RequestFailedException error)
{
    Console.WriteLine($"receive, 900 ms: {sent.Timeout}, {error.ErrorCode}");
}

internal sealed class Sent : HttpPipelineSynchronousPolicy
{
    public string Timeout { get; private set; } = "";

    public override void OnSendingRequest(HttpMessage message)
    {
        var query = message.Request.Uri.Query.TrimStart('?').Split('&');
        Timeout = query.FirstOrDefault(part => part.StartsWith("visibilitytimeout", StringComparison.Ordinal)) ?? "";
    }
}
CS
dotnet_run "$queue_port"
expect <<'TXT'
send, 900 ms: visibilitytimeout=0, hidden for 0 s
send, 1900 ms: visibilitytimeout=1, hidden for 1 s
send, 2000 ms: visibilitytimeout=2, hidden for 2 s
update, 900 ms: visibilitytimeout=0, back at once: True
receive, 900 ms: visibilitytimeout=0, OutOfRangeQueryParameterValue
TXT
