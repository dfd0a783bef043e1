using Campaigns.Templates;
using Campaigns.Workflows.Journeys.Validation;
using Campaigns.Workflows.Runtime.Library;

namespace Campaigns.Local.Hosting;

/// <summary>How this host checks journeys: against its own templates.</summary>
internal static class LocalChecks
{
    /// <summary>The check of a library whose messages come from these templates.</summary>
    public static JourneyCheck Against(TemplateSet templates)
    {
        var catalog = new TemplateCatalog(templates);
        return (json, around) => JourneyValidator.Check(
            json, new ValidationContext(around.Catalog, catalog, around.ContactPolicy) { Journeys = around.Journeys });
    }
}
