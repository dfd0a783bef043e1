using Campaigns.Definitions.Validation;

namespace Campaigns.Runtime.Library;

/// <summary>Ways to check journeys.</summary>
public static class JourneyChecks
{
    /// <summary>
    /// The validator, with everything it looks for: names, expressions, flow, and what the contact policy can ever allow.
    /// </summary>
    /// <param name="templates">The templates there are now; asked at each check.</param>
    public static JourneyCheck Against(Func<ITemplateCatalog> templates) => (json, context) =>
        JourneyValidator.Check(json,
            new ValidationContext(context.Catalog, context.Templates ?? templates(), context.ContactPolicy) { Journeys = context.Journeys });
}
