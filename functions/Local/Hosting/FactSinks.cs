using Campaigns.Workflows;
using Campaigns.Workflows.Ports;
using Campaigns.Workflows.Runtime;

namespace Campaigns.Local.Hosting;

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
