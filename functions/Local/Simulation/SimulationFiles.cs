using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Campaigns.Runtime.Files;
using Campaigns.Simulation.Reports;

namespace Campaigns.Local.Simulation;

/// <summary>
/// The files of a simulation: <c>report.html</c>, which needs nothing beside it, <c>simulation.svg</c>, <c>simulation.json</c>, and a CSV
/// file for each table. They belong to their owner alone.
/// </summary>
internal static class SimulationFiles
{
    private const string Style =
        "body{font-family:Arial,sans-serif;margin:2em auto;max-width:1100px;color:#1f2933}table{border-collapse:collapse;margin-bottom:2em}" +
        "th,td{padding:.3em .8em;border-bottom:1px solid #d9e2ec;text-align:right}th:first-child,td:first-child{text-align:left}" +
        "h2{margin-top:1.6em}p{color:#52606d}";

    private static readonly JsonSerializerOptions Json =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes the files of a simulation.</summary>
    public static void Write(string folder, SimulationReport report) =>
        Write(folder, report, report, SimulationTables.Of(report));

    /// <summary>Writes the files of a comparison: those of the change, and whom it concerns.</summary>
    public static void Write(string folder, SimulationComparison comparison)
    {
        Write(folder, comparison, comparison.After, [SimulationTables.Of(comparison), .. SimulationTables.Of(comparison.After)]);
        Save(folder, "customers.csv", Csv(
            ["customer", "messages before", "messages after", "conversions before", "conversions after"],
            comparison.Changed.Select(customer => new[]
            {
                customer.Customer, Number(customer.MessagesBefore), Number(customer.MessagesAfter), Number(customer.ConversionsBefore),
                Number(customer.ConversionsAfter),
            })));
    }

    private static void Write<T>(string folder, T result, SimulationReport report, IReadOnlyList<ReportTable> tables)
    {
        PrivateFiles.CreateFolder(folder);
        using var chart = new MemoryStream();
        SimulationPage.Write(chart, report);
        var svg = Encoding.UTF8.GetString(chart.ToArray());
        Save(folder, "simulation.json", JsonSerializer.Serialize(result, Json));
        Save(folder, "simulation.svg", svg);
        Save(folder, "days.csv", Csv(["day", "channel", "messages"],
            report.Days.Select(day => new[] { day.Day, day.Channel, Number(day.Messages) })));
        foreach (var table in tables)
            Save(folder, $"{table.Name}.csv", Csv(table.Columns, table.Rows));
        Save(folder, "report.html", Html(report, svg, tables));
    }

    private static string Html(SimulationReport report, string svg, IReadOnlyList<ReportTable> tables)
    {
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Simulation</title><style>")
            .Append(Style).Append("</style></head><body>").Append(svg[svg.IndexOf("<svg", StringComparison.Ordinal)..]);
        if (report.Customers < report.Expected)
            page.Append(CultureInfo.InvariantCulture, $"<p>Stopped: {report.Customers:N0} of {report.Expected:N0} customers.</p>");
        foreach (var table in tables)
        {
            page.Append("<h2>").Append(WebUtility.HtmlEncode(table.Title)).Append("</h2><table><tr>");
            foreach (var column in table.Columns)
                page.Append("<th>").Append(WebUtility.HtmlEncode(column)).Append("</th>");
            page.Append("</tr>");
            foreach (var row in table.Rows)
                page.Append("<tr><td>").AppendJoin("</td><td>", row.Select(field => WebUtility.HtmlEncode(ReportTable.Shown(field)))).Append("</td></tr>");
            page.Append("</table>");
        }

        return page.Append("<h2>How customers behave</h2><p>Stated, not measured.</p><pre>")
            .Append(WebUtility.HtmlEncode(JsonSerializer.Serialize(report.Behaviour, Json))).Append("</pre></body></html>").ToString();
    }

    private static string Csv(string[] columns, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(columns))
            text.AppendJoin(',', row.Select(Field)).Append("\r\n");
        return text.ToString();
    }

    // RFC 4180
    private static string Field(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Save(string folder, string name, string text) =>
        PrivateFiles.Replace(Path.Combine(folder, name), Encoding.UTF8.GetBytes(text));
}
