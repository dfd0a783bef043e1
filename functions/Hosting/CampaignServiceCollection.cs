using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Hosting;

/// <summary>Gives a host's routes and functions what they work with.</summary>
public static class CampaignServiceCollection
{
    /// <summary>Adds an installation's services. The host that opened the installation disposes of it.</summary>
    public static IServiceCollection AddCampaigns(this IServiceCollection services, CampaignInstallation installation) => services
        .AddSingleton(installation.Services).AddSingleton(installation.Services.Runner).AddSingleton(installation.Services.Customers)
        .AddSingleton(installation.Library).AddSingleton(installation.Statistics).AddSingleton(installation.Ramps)
        .AddSingleton(installation.Migrations).AddSingleton(installation.Links)
        .AddSingleton(installation.Services.Time).AddSingleton(installation.Services.Work).AddSingleton(installation.Services.Incidents)
        .AddSingleton(installation.Operations);
}
