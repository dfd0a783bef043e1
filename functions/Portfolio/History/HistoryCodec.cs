using Campaigns.Model;
using NodaTime;

namespace Campaigns.Portfolio.History;

/// <summary>Writes events to a temporary file and reads them back; types, names and consents by their number in the map.</summary>
internal sealed class HistoryCodec(PortfolioMap map)
{
    private readonly NamedValuesCodec _customer = new(map.Customer.Attributes.Keys);
    private readonly ConsentsCodec _consents = new(map);
    private readonly NamedValuesCodec _data = new(map.Events.SelectMany(e => e.PolicyAttributes.Concat(e.Data.Keys)));

    public void Write(BinaryWriter to, HistoryEvent happened)
    {
        to.Write(happened.At.ToUnixTimeTicks());
        to.Write7BitEncodedInt(happened.Order);
        to.Write(happened.Customer.Value);
        to.Write(happened.Policy?.Value ?? "");
        to.Write7BitEncodedInt(happened.Line);
        _customer.Write(to, happened.CustomerAttributes);
        _consents.Write(to, happened.Consents);
        _data.Write(to, happened.Data);
    }

    public HistoryEvent Read(BinaryReader from)
    {
        var at = Instant.FromUnixTimeTicks(from.ReadInt64());
        var order = from.Read7BitEncodedInt();
        var customer = new CustomerId(from.ReadString());
        var policy = from.ReadString() is { Length: > 0 } id ? new PolicyId(id) : (PolicyId?)null;
        var line = from.Read7BitEncodedInt();
        var attributes = _customer.Read(from);
        return new(at, order, map.Events[order].Type, customer, policy, line, attributes, _consents.Read(from), _data.Read(from));
    }
}
