using Campaigns.Decisions.Contacts;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Validation;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Sessions;
using NodaTime;

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
        MessageGroupDictionary? data = null;
        var missing = Nothing;
        foreach (var channel in channels)
        {
            if (templates.MissingFor(template, channel, session.Record.Profile.Locales, Data) is { } attribute)
                missing = new Dictionary<Channel, string>(missing) { [channel] = attribute };
        }

        return missing;

        IReadOnlyDictionary<string, object?> Data() => data ??= new MessageGroupDictionary(
            session.Record.Profile, session.PolicyOf(enrollment.Policy), enrollment, session.Library.Catalog, session.Now.Zone);
    }

    /// <summary>The refusal of a message that had all when its slot was taken, and may lack something now; null: it can be written.</summary>
    /// <param name="templates">The templates; null: they require nothing.</param>
    /// <param name="template">The message's.</param>
    /// <param name="channel">Its channel.</param>
    /// <param name="profile">The customer.</param>
    /// <param name="policy">The policy it is about; null: none.</param>
    /// <param name="enrollment">Whose message it is.</param>
    /// <param name="catalog">The types of the attributes.</param>
    /// <param name="zone">The customer's zone.</param>
    public static BlockingReason? RefusalOf(
        ITemplateCatalog? templates, string template, Channel channel, CustomerProfile profile, AttributeBag? policy,
        EnrollmentRecord enrollment, AttributeCatalog catalog, DateTimeZone zone) =>
        templates?.MissingFor(template, channel, profile.Locales, () => new MessageGroupDictionary(profile, policy, enrollment, catalog, zone))
            is { } attribute
            ? new(ContactReason.Of(ContactReason.Missing, attribute))
            : null;
}
