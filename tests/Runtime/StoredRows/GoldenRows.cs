using System.Text;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Tests.Support;

namespace Campaigns.Runtime.Tests.StoredRows;

/// <summary>
/// Stored rows as files in the folder Golden, one for each table: <c>= PARTITION | KEY</c>, and below it the body as it
/// is stored. A body that is no text is written in Base64, and its line says so.
/// </summary>
internal static class GoldenRows
{
    private const string Start = "= ";
    private const string Binary = " | base64";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "StoredRows", "Golden");

    /// <summary>Fails unless the rows of a table are those of its file, key by key and byte by byte.</summary>
    /// <remarks>
    /// What was found is written beside the file, with <c>.actual</c> appended: after a change that is meant, it is the new file.
    /// </remarks>
    public static async Task VerifyAsync(string name, IRowStore rows, string table)
    {
        var actual = Format(await rows.ScanAsync(table, "", "~", after: null, 1000, CampaignHarness.Cancel));
        var file = Path.Combine(Folder, name + ".rows");
        var expected = File.Exists(file) ? await File.ReadAllTextAsync(file, CampaignHarness.Cancel) : "";
        if (expected != actual)
            await File.WriteAllTextAsync(file + ".actual", actual, CampaignHarness.Cancel);
        Assert.Equal(expected, actual);
    }

    /// <summary>Puts the rows of a file into a table.</summary>
    public static async Task RestoreAsync(string name, IRowStore rows, string table)
    {
        foreach (var partition in (await ReadAsync(name)).GroupBy(row => row.Partition))
            await rows.CommitAsync(table, partition.Key, [.. partition.Select(row => new RowChange.Upsert(row.Key, row.Body))],
                CampaignHarness.Cancel);
    }

    /// <summary>The rows of a file.</summary>
    public static async Task<IReadOnlyList<Row>> ReadAsync(string name)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, name + ".rows"), CampaignHarness.Cancel);
        return [.. ("\n" + text).Split("\n" + Start)[1..].Select(Parse)];
    }

    private static Row Parse(string part)
    {
        var end = part.IndexOf('\n', StringComparison.Ordinal);
        var head = part[..end];
        var body = part[(end + 1)..].TrimEnd('\r');
        body = body.EndsWith('\n') ? body[..^1] : body;
        var binary = head.EndsWith(Binary, StringComparison.Ordinal);
        var address = (binary ? head[..^Binary.Length] : head).Split(" | ");
        return new Row(address[0], address[1], binary ? Convert.FromBase64String(body) : Strict.GetBytes(body), "");
    }

    private static string Format(IEnumerable<Row> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var body = AsText(row.Body.Span);
            text.Append(Start).Append(row.Partition).Append(" | ").Append(row.Key).Append(body is null ? Binary : "").Append('\n')
                .Append(body ?? Convert.ToBase64String(row.Body.Span)).Append('\n');
        }

        return text.ToString();
    }

    private static string? AsText(ReadOnlySpan<byte> body)
    {
        try
        {
            var text = Strict.GetString(body);
            return text.Any(c => char.IsControl(c) && c != '\n') ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
