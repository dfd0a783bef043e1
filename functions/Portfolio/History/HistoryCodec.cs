using Campaigns.Model;
using NodaTime;

namespace Campaigns.Portfolio.History;

/// <summary>Writes events to a temporary file and reads them back; types, names and consents by their number in the map.</summary>
internal sealed class HistoryCodec(PortfolioMap map)
{
    private readonly Names _customer = new(map.Customer.Attributes.Keys);
    private readonly Names _data = new(map.Events.SelectMany(e => e.PolicyAttributes.Concat(e.Data.Keys)));

    public void Write(BinaryWriter to, HistoryEvent happened)
    {
        to.Write(happened.At.ToUnixTimeTicks());
        to.Write7BitEncodedInt(happened.Order);
        to.Write(happened.Customer.Value);
        to.Write(happened.Policy?.Value ?? "");
        to.Write7BitEncodedInt(happened.Line);
        _customer.Write(to, happened.CustomerAttributes);
        to.Write7BitEncodedInt(happened.Consents.Count);
        foreach (var consent in happened.Consents)
            to.Write7BitEncodedInt(IndexOf(consent));
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
        var consents = new PortfolioConsent[from.Read7BitEncodedInt()];
        for (var i = 0; i < consents.Length; i++)
            consents[i] = map.Customer.Consents[from.Read7BitEncodedInt()].Consent;
        return new(at, order, map.Events[order].Type, customer, policy, line, attributes, consents, _data.Read(from));
    }

    private int IndexOf(PortfolioConsent consent)
    {
        var index = 0;
        while (map.Customer.Consents[index].Consent != consent)
            index++;
        return index;
    }

    /// <summary>Named values: how many, then each as name number, kind and value.</summary>
    private sealed class Names
    {
        private readonly string[] _names;
        private readonly Dictionary<string, int> _numbers;

        public Names(IEnumerable<string> names)
        {
            _names = [.. names.Distinct(StringComparer.Ordinal)];
            _numbers = Enumerable.Range(0, _names.Length).ToDictionary(i => _names[i], StringComparer.Ordinal);
        }

        public void Write(BinaryWriter to, IReadOnlyDictionary<string, object> values)
        {
            to.Write7BitEncodedInt(values.Count);
            foreach (var (name, value) in values)
            {
                to.Write7BitEncodedInt(_numbers[name]);
                switch (value)
                {
                    case string text: to.Write((byte)0); to.Write(text); break;
                    case decimal number: to.Write((byte)1); to.Write(number); break;
                    case string[] list: WriteList(to, list); break;
                    default: to.Write((bool)value ? (byte)3 : (byte)2); break;
                }
            }
        }

        private static void WriteList(BinaryWriter to, string[] list)
        {
            to.Write((byte)4);
            to.Write7BitEncodedInt(list.Length);
            foreach (var item in list)
                to.Write(item);
        }

        private static string[] ReadList(BinaryReader from)
        {
            var list = new string[from.Read7BitEncodedInt()];
            for (var i = 0; i < list.Length; i++)
                list[i] = from.ReadString();
            return list;
        }

        public Dictionary<string, object> Read(BinaryReader from)
        {
            var count = from.Read7BitEncodedInt();
            var values = new Dictionary<string, object>(count, StringComparer.Ordinal);
            for (var i = 0; i < count; i++)
            {
                var name = _names[from.Read7BitEncodedInt()];
                values[name] = from.ReadByte() switch
                {
                    0 => from.ReadString(),
                    1 => from.ReadDecimal(),
                    4 => ReadList(from),
                    var kind => kind == 3,
                };
            }
            return values;
        }
    }
}
