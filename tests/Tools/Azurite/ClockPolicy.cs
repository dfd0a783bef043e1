using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Campaigns.Azurite;

/// <summary>
/// Tells Azurite what time it is. For queues only: whatever happens in tables keeps the machine's time, since their tags
/// are made of it and must differ.
/// </summary>
public sealed class ClockPolicy(TimeProvider time) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.Request.Uri.Path.Contains("/messages", StringComparison.Ordinal))
            message.Request.Headers.SetValue("x-test-clock",
                time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
    }
}
