using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Ports;

namespace Campaigns.Hosting;

/// <summary>Hands facts to several listeners.</summary>
public sealed class FactSinks(params IReadOnlyList<IFactSink> sinks) : IFactSink
{
    /// <inheritdoc/>
    public void Take(CustomerId customer, IReadOnlyList<Fact> facts)
    {
        foreach (var sink in sinks)
            sink.Take(customer, facts);
    }
}
