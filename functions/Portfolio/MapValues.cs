namespace Campaigns.Portfolio;

/// <summary>Walks the values of a map.</summary>
internal static class MapValues
{
    /// <summary>Every value, in the order of the document.</summary>
    public static IEnumerable<MapValue> Values(this PortfolioMap map)
    {
        IEnumerable<MapValue?> values =
        [
            map.Customer.Id,
            .. map.Customer.Attributes.Values,
            .. map.Customer.Consents.Select(c => c.When),
            map.Policy?.Id,
            .. map.Policy?.Attributes.Values ?? [],
            .. map.Events.SelectMany(e => (IEnumerable<MapValue?>)[e.On, e.NotBefore, e.When, .. e.Data.Values]),
        ];
        return values.OfType<MapValue>();
    }
}
