using Campaigns.Model;
using NodaTime;

namespace Campaigns.Portfolio;

/// <summary>Makes a <see cref="PortfolioRow"/> of the current record.</summary>
internal sealed class RowMapper(PortfolioMap map, CsvHeader header, CsvRecords records)
{
    private static readonly IReadOnlyDictionary<string, object> None = new Dictionary<string, object>(0);

    private readonly RowValues _values = new(map, header, records);

    /// <summary>Holds values against the catalog; null: they are taken as they are.</summary>
    public CatalogCheck? Check { get; set; }

    public PortfolioRow Map() => Read() with { Text = records.Text };

    private PortfolioRow Read()
    {
        if ((records.Fault ?? Displaced()) is { } fault)
            return new PortfolioRow.Rejected(records.Line, null, records.FirstLine, fault);
        _values.Fault = null;
        var customer = Id(map.Customer.Id, "customer");
        var policy = map.Policy is { } policies ? Id(policies.Id, "policy") : null;
        var attributes = Attributes(map.Customer.Attributes);
        var policyAttributes = Attributes(map.Policy?.Attributes);
        var consents = map.Customer.Consents.Where(c => _values.Holds(c.When)).Select(c => c.Consent).ToArray();
        var events = Events(policyAttributes);
        CheckTypes("customer", map.Customer.Attributes, attributes);
        CheckTypes("policy", map.Policy?.Attributes, policyAttributes);
        return _values.Fault ?? (PortfolioRow)new PortfolioRow.Mapped(
            records.Line,
            new(customer!),
            attributes,
            consents,
            policy is null ? null : new(policy),
            policyAttributes,
            events);
    }

    /// <summary>
    /// Where an earlier import wrote its reasons, a spreadsheet fills a row that lacks a field: the reason is then another column's value.
    /// </summary>
    private string? Displaced()
    {
        if (!header.HasReasons)
            return null;
        for (var i = 0; i < header.Names.Count - 1; i++)
        {
            if (records.Value(i, map.Csv)?.StartsWith(RejectedFile.ReasonMark, StringComparison.Ordinal) == true)
                return $"the reason of the last import stands in the column {header.Names[i]}: the row lacks a field before it";
        }

        return null;
    }

    private void CheckTypes(string subject, IReadOnlyDictionary<string, MapValue>? values, IReadOnlyDictionary<string, object> read)
    {
        if (Check is null || values is null)
            return;
        foreach (var (name, value) in read)
            if (Check.Fault(subject, name, value) is { } fault)
                _values.Reject(values[name], value, fault);
    }

    private string? Id(MapValue value, string of)
    {
        var id = _values.ReadText(value);
        if (id is null)
            _values.Reject(value, null, $"the row has no {of} id");
        else if (!CustomerId.IsValid(id))
            _values.Reject(value, id, $"no {of} id: 1 to 128 characters without / \\ # ?, control characters and escapes such as %2F");
        return id;
    }

    private IReadOnlyDictionary<string, object> Attributes(IReadOnlyDictionary<string, MapValue>? values)
    {
        if (values is not { Count: > 0 })
            return None;
        var attributes = new Dictionary<string, object>(values.Count, StringComparer.Ordinal);
        foreach (var (name, value) in values)
            if (_values.Read(value) is { } read)
                attributes[name] = read;
        return attributes;
    }

    private List<PortfolioEvent> Events(IReadOnlyDictionary<string, object> policyAttributes)
    {
        var events = new List<PortfolioEvent>(map.Events.Count);
        for (var order = 0; order < map.Events.Count; order++)
        {
            var happening = map.Events[order];
            if (_values.Holds(happening.When) && _values.ReadTime(happening.On) is { } on)
                events.Add(new(order, happening.Type, Effective(happening, on), Data(happening, policyAttributes)));
        }
        return events;
    }

    private Instant Effective(EventMap happening, LocalDateTime on)
    {
        if (happening.NotBefore is { } floor && _values.ReadTime(floor) is { } earliest && earliest > on)
            on = earliest;
        return map.TimeZone.InstantOf(on);
    }

    private Dictionary<string, object> Data(EventMap happening, IReadOnlyDictionary<string, object> policyAttributes)
    {
        var data = new Dictionary<string, object>(happening.PolicyAttributes.Count + happening.Data.Count, StringComparer.Ordinal);
        foreach (var name in happening.PolicyAttributes)
            if (policyAttributes.TryGetValue(name, out var value))
                data[name] = value;
        foreach (var (name, value) in happening.Data)
            if (_values.Read(value) is { } read)
                data[name] = read;
        return data;
    }
}
