using NodaTime;

namespace Campaigns.Portfolio;

/// <summary>
/// How the columns of a CSV portfolio become customers, policies and events. Immutable; column names are checked when a file is opened.
/// </summary>
public sealed record PortfolioMap
{
    /// <summary>The <c>$schema</c> a map may name.</summary>
    public const string Schema = "https://campaigns.example/schemas/portfolio-map/v1.json";

    /// <summary>The name of the file that holds it, for editors without a network.</summary>
    public const string SchemaFile = "portfolio-map.v1.schema.json";

    /// <summary>How the file is written.</summary>
    public required CsvFormat Csv { get; init; }

    /// <summary>The zone in which a date of the file begins at midnight.</summary>
    public required DateTimeZone TimeZone { get; init; }

    /// <summary>Whom a row is about.</summary>
    public required CustomerMap Customer { get; init; }

    /// <summary>Which policy, or policy term, a row is about; null when the file lists customers only.</summary>
    public PolicyMap? Policy { get; init; }

    /// <summary>What a row says happened; at the same instant, events happen in this order.</summary>
    public IReadOnlyList<EventMap> Events { get; init; } = [];

    /// <summary>Reads a map from UTF-8 JSON; comments and trailing commas are allowed.</summary>
    /// <returns>The map, or every finding at once.</returns>
    public static MapReadResult Read(ReadOnlyMemory<byte> json) => MapParser.Parse(json);

    /// <summary>Reads a map from a stream of UTF-8 JSON, to its end.</summary>
    /// <returns>The map, or every finding at once.</returns>
    public static MapReadResult Read(Stream json)
    {
        using var bytes = new MemoryStream();
        json.CopyTo(bytes);
        return Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }
}
