using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Campaigns.Runtime.Tracing;
using Campaigns.Telemetry;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace Campaigns.Azure;

/// <summary>
/// Traces, logs and metrics to Application Insights by OpenTelemetry; the host does the same for itself by <c>telemetryMode</c> in
/// host.json.
/// </summary>
internal static class AppTelemetry
{
    /// <summary>Exports them where a connection string is set, as the app's identity.</summary>
    public static void AddAppTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry().UseFunctionsWorkerDefaults()
            .WithMetrics(metrics => metrics.AddMeter(CampaignMeter.Name + "*"))
            .WithTracing(traces => traces.AddSource(CampaignActivities.SourceName));
        if (configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is { Length: > 0 })
            telemetry.UseAzureMonitorExporter(options => options.Credential = new DefaultAzureCredential());
    }
}
