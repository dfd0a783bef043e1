using System.Globalization;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Json;
using Campaigns.Model;
using Campaigns.Portfolio;

namespace Campaigns.Workspaces.Validation;

/// <summary>The findings of import maps as those of all other documents.</summary>
internal static partial class MapCheck
{
    public static IEnumerable<Finding> Run(ReadOnlyMemory<byte> json, AttributeCatalog? catalog)
    {
        if (!Utf8.IsValid(json.Span))
            return [new(FindingSeverity.Error, "", 1, "not-json", "the file is not UTF-8 text; save it as UTF-8") { Column = 1 }];
        var read = PortfolioMap.Read(json);
        var places = new DocumentPlaces(json);
        var found = read.Findings.AsEnumerable();
        if (read.Map is { } map && catalog is not null)
            found = found.Concat(PortfolioReader.Unsuited(map, catalog));
        return found.Select(finding => Of(finding, places));
    }

    private static Finding Of(MapFinding finding, DocumentPlaces places)
    {
        var message = finding.ToString();
        message = message[(message.IndexOf(": ", StringComparison.Ordinal) + 2)..];
        if (BrokenAt().Match(finding.Found) is { Success: true } broken)
        {
            return new(FindingSeverity.Error, "", int.TryParse(broken.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var line) ? line : 1, "not-json",
                $"this is not valid JSON: {broken.Groups[2].Value}");
        }

        var code = finding.Found.StartsWith("the property '", StringComparison.Ordinal) ? "unknown-property"
            : finding.Found == "nothing" ? "missing-property"
            : finding.Found is "an empty file" || finding.Found.StartsWith("a text that is not UTF-8", StringComparison.Ordinal) ? "not-json"
            : "bad-map";
        return places.Error(finding.Pointer, code, message);
    }

    [GeneratedRegex(@"^JSON that does not parse, in line (\d*) \((.*)\)$")]
    private static partial Regex BrokenAt();
}
