using System.Text;
using Campaigns.Model;

namespace Campaigns.Portfolio.History;

/// <summary>Rows of a portfolio as an import takes them, in a temporary file until they are wanted: memory holds their places.</summary>
/// <param name="map">How the file is read.</param>
public sealed class RowSpool(PortfolioMap map) : IDisposable
{
    private readonly FileStream _file = SpoolFile.Create();
    private readonly NamedValuesCodec _customer = new(map.Customer.Attributes.Keys);
    private readonly NamedValuesCodec _policy = new(map.Policy?.Attributes.Keys ?? []);
    private readonly ConsentsCodec _consents = new(map);
    private BinaryWriter? _writer;
    private BinaryReader? _reader;

    /// <summary>Writes a row: all that an import looks at.</summary>
    /// <returns>Its place.</returns>
    public long Add(PortfolioRow.Mapped row)
    {
        _writer ??= new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true);
        var place = _file.Position;
        _writer.Write7BitEncodedInt(row.Line);
        _customer.Write(_writer, row.CustomerAttributes);
        _consents.Write(_writer, row.Consents);
        _writer.Write(row.Policy?.Value ?? "");
        _policy.Write(_writer, row.PolicyAttributes);
        return place;
    }

    /// <summary>Reads a row. One reading at a time, and none is written any more.</summary>
    /// <param name="customer">Whose it is.</param>
    /// <param name="place">Its place.</param>
    public PortfolioRow.Mapped Read(CustomerId customer, long place)
    {
        _writer?.Flush();
        _reader ??= new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        if (_file.Position != place)
            _file.Position = place;
        var line = _reader.Read7BitEncodedInt();
        var attributes = _customer.Read(_reader);
        var consents = _consents.Read(_reader);
        var policy = _reader.ReadString() is { Length: > 0 } id ? new PolicyId(id) : (PolicyId?)null;
        return new(line, customer, attributes, consents, policy, _policy.Read(_reader), []);
    }

    /// <summary>Removes the file.</summary>
    public void Dispose() => _file.Dispose();
}
