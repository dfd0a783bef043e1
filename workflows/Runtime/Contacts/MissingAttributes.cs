using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Validation;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Sessions;

namespace Campaigns.Runtime.Contacts;

/// <summary>What a message's text requires and the customer's data do not have.</summary>
internal static class MissingAttributes
{
    private static readonly Dictionary<Channel, string> Nothing = [];

    /// <summary>By channel, the first attribute that is missing for the customer's text; a channel that is not in it lacks nothing.</summary>
    public static IReadOnlyDictionary<Channel, string> Of(
        CustomerSession session, EnrollmentRecord enrollment, string template, IEnumerable<Channel> channels)
    {
        if (session.Templates is not { } templates)
            return Nothing;
        Dictionary<string, object?>? data = null;
        var missing = Nothing;
        foreach (var channel in channels)
        {
            if (templates.MissingFor(template, channel, session.Record.Profile.Locales, Data) is { } attribute)
                missing = new Dictionary<Channel, string>(missing) { [channel] = attribute };
        }

        return missing;

        IReadOnlyDictionary<string, object?> Data() => data ??= MessageData.Of(
            session.Record.Profile, session.PolicyOf(enrollment.Policy), enrollment, session.Library.Catalog, session.Now.Zone);
    }

    /// <summary>The refusal of a message that had all when its slot was taken, and lacks something now; null: it can be written.</summary>
    public static BlockingReason? RefusalOf(ITemplateCatalog? templates, DeliveryOrder order, AttributeCatalog catalog) =>
        templates?.MissingFor(order.Template, order.Request.Channel, order.Locales, () =>
            MessageData.Of(order.Profile, order.Policy, order.Enrollment, catalog, order.Now.Zone)) is { } attribute
            ? new(ContactReason.Of(ContactReason.Missing, attribute))
            : null;
}
