using Campaigns.Definitions.Workspaces;
using Campaigns.Senders.Delivery;

namespace Campaigns.Preview;

/// <summary>Who writes, as a workspace says it.</summary>
public static class BrandContext
{
    /// <summary>The settings of messages; what the workspace does not say is an example.</summary>
    public static MessageContextOptions Of(Brand brand)
    {
        var example = new MessageContextOptions();
        return example with
        {
            InsurerName = brand.Name ?? example.InsurerName,
            InsurerNames = new(brand.Names),
            InsurerPhone = brand.Phone ?? example.InsurerPhone,
            Site = brand.Site ?? example.Site,
            ShortLinks = brand.ShortLinks,
        };
    }
}
