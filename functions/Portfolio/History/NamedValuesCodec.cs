namespace Campaigns.Portfolio.History;

/// <summary>Named values: how many, then each as name number, kind and value.</summary>
internal sealed class NamedValuesCodec
{
    private readonly string[] _names;
    private readonly Dictionary<string, int> _numbers;

    public NamedValuesCodec(IEnumerable<string> names)
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
