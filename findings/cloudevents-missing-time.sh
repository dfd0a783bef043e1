#!/usr/bin/env bash
# Package:  Azure.Messaging.EventGrid 4.17.0 with Azure.Core (NuGet) and cloudevents 10.0.0 (npm);
#           CloudNative.CloudEvents.SystemTextJson 2.9.0 (NuGet) beside them
# Expected: `time` is an optional attribute of CloudEvents 1.0. Reading an event that does not have it gives an event that
#           does not have it, however often it is read.
# Happens:  CloudEvent.Parse of Azure.Core and HTTP.toEvent of the npm SDK put in the time of reading. The npm SDK besides
#           turns what is there into UTC and cuts it to milliseconds, so 09:00:00.1234567+08:00 is not passed on as sent.
# Output:   below.
# Means:    The receiver cannot tell "when it happened" from "when we read it"; a retried delivery of one event gets
#           another time, which defeats ordering and comparisons by time. Look for `time` in the JSON before parsing.
. "$(dirname "$0")/lib/harness.sh"

dotnet_program Azure.Messaging.EventGrid@4.17.0 CloudNative.CloudEvents.SystemTextJson@2.9.0 <<'CS'
using System.Net.Mime;
using CloudNative.CloudEvents.SystemTextJson;

const string start = """{ "specversion": "1.0", "id": "1", "source": "/policies", "type": "policy.renewed" """;
var azure = Azure.Messaging.CloudEvent.Parse(BinaryData.FromString(start + "}"))!;
var ofReading = azure.Time is { } time && DateTimeOffset.UtcNow - time < TimeSpan.FromMinutes(1);
Console.WriteLine($"Azure.Core, no time:  that of reading: {ofReading}");
var kept = Azure.Messaging.CloudEvent.Parse(BinaryData.FromString(start + """, "time": "2025-03-30T09:00:00.1234567+08:00" }"""))!;
Console.WriteLine($"Azure.Core, a time:   {kept.Time:o}");
var native = new JsonEventFormatter().DecodeStructuredModeMessage(
    System.Text.Encoding.UTF8.GetBytes(start + "}"), new ContentType("application/cloudevents+json"), null);
Console.WriteLine($"CloudNative, no time: {native.Time?.ToString("o") ?? "none"}");
CS
dotnet_run
mv "$work/actual" "$work/first"

npm_install cloudevents@10.0.0
node_run <<'JS'
import { HTTP } from 'cloudevents';

const event = { specversion: '1.0', id: '1', source: '/policies', type: 'policy.renewed' };
const headers = { 'content-type': 'application/cloudevents+json' };
const read = extra => HTTP.toEvent({ headers, body: JSON.stringify({ ...event, ...extra }) });
console.log(`npm SDK, no time:     that of reading: ${Date.now() - Date.parse(read({}).time) < 60_000}`);
console.log(`npm SDK, a time:      ${read({ time: '2025-03-30T09:00:00.1234567+08:00' }).time}`);
JS
cat "$work/first" "$work/actual" > "$work/both"
mv "$work/both" "$work/actual"
expect <<'TXT'
Azure.Core, no time:  that of reading: True
Azure.Core, a time:   2025-03-30T09:00:00.1234567+08:00
CloudNative, no time: none
npm SDK, no time:     that of reading: true
npm SDK, a time:      2025-03-30T01:00:00.123Z
TXT
