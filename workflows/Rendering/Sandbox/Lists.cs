using System.Collections;
using Campaigns.Model.Customers;
using NodaTime;

namespace Campaigns.Rendering.Sandbox;

/// <summary>What templates ask of lists of groups such as <c>policies</c>.</summary>
internal static class Lists
{
    /// <summary>The earliest date or instant that the groups have in an attribute; null: none has one.</summary>
    /// <exception cref="FormatException">There is no list, or no attribute is named.</exception>
    internal static object? Earliest(SandboxContext context, object? list, string? attribute)
    {
        if (list is string or not IEnumerable || string.IsNullOrEmpty(attribute))
            throw new FormatException("`earliest` expects a list and the name of an attribute: earliest policies \"expires_on\".");
        var zone = context.Zone;
        return ((IEnumerable)list).OfType<object>()
            .Select(group =>
            {
                MemberAccess.Instance.TryGetValue(context, default, group, attribute, out var value);
                return AttributeDates.Read(value, zone);
            })
            .Where(date => date is not null)
            .MinBy(date => AttributeDates.ToInstant(date, zone) ?? Instant.MaxValue);
    }
}
