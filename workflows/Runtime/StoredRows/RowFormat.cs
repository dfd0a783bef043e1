using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.StoredRows;

/// <summary>
/// The version of a row's format: none is written for version 1, and a later one begins with its number, <c>#2 {…}</c>.
/// </summary>
/// <remarks>
/// No row of version 1 begins so: JSON does not, ids have no number sign, and the rows of a journal begin with the length
/// of a key that begins with a letter. The version stands before the body, not in it, because a program must know it
/// before it parses what it may not understand; because some bodies are lists, numbers or lines, and the names in a policy
/// are the insurer's own; and because then all rows of a customer are checked, by a byte each, before anything is decided.
/// A change that older programs may ignore, such as one more property, needs no version. One they would misread, or would
/// lose when they write the row again, does.
/// </remarks>
internal static class RowFormat
{
    /// <summary>The newest version that this program reads.</summary>
    public const int Newest = 3;

    private const byte Sign = (byte)'#';
    private const byte End = (byte)' ';

    /// <summary>A body with its version.</summary>
    public static byte[] WithVersion(int version, byte[] body) =>
        version == 1 ? body : [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"#{version} ")), .. body];

    /// <summary>The body of a row without its version.</summary>
    /// <exception cref="StoreFormatException">The row is of a newer version.</exception>
    public static ReadOnlyMemory<byte> BodyOf(string table, Row row)
    {
        var body = row.Body;
        if (body.Length == 0 || body.Span[0] != Sign
            || !Utf8Parser.TryParse(body.Span[1..], out uint version, out var digits)
            || body.Length < digits + 2 || body.Span[digits + 1] != End)
            return body;
        if (version > Newest)
            throw new StoreFormatException(string.Create(CultureInfo.InvariantCulture,
                $"The row {table}/{row.Partition}/{row.Key} has format version {version}, and this program reads versions up to " +
                $"{Newest}: it was written by a newer version of the program. Update this program."));
        return body[(digits + 2)..];
    }

    /// <summary>Refuses rows of a newer version, all or none.</summary>
    /// <exception cref="StoreFormatException">One is.</exception>
    public static void Check(string table, IReadOnlyList<Row> rows)
    {
        foreach (var row in rows)
            BodyOf(table, row);
    }
}
