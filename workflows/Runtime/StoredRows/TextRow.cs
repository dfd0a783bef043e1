using System.Text;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Tables <c>alarms</c> and <c>reports</c>, and events that were taken: rows of plain text.</summary>
internal static class TextRow
{
    public static byte[] Write(string text) => Encoding.UTF8.GetBytes(text);

    public static string Read(string table, Row row) => Encoding.UTF8.GetString(RowFormat.BodyOf(table, row).Span);
}
