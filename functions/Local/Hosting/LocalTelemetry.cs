using Campaigns.Runtime.Tracing;
using Campaigns.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Campaigns.Local.Hosting;

/// <summary>
/// Spans and metrics of the local host by OTLP, to any collector or viewer. Without an endpoint nothing is measured or sent.
/// </summary>
internal static class LocalTelemetry
{
    /// <summary>OpenTelemetry's own variable for where to send.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string ServiceName = "OTEL_SERVICE_NAME";

    /// <summary>
    /// The server's own activities: those of the product are children of them, and a span whose parent is not sampled is not either.
    /// </summary>
    private const string ServerSource = "Microsoft.AspNetCore";

    /// <summary>Exports where <see cref="Endpoint"/> is set; the other variables of OpenTelemetry hold as well.</summary>
    public static void AddLocalTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[Endpoint] is not { Length: > 0 })
            return;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(configuration[ServiceName] ?? "campaigns"))
            .WithMetrics(metrics => metrics.AddMeter(CampaignMeter.Name + "*").AddOtlpExporter())
            .WithTracing(traces => traces.AddSource(CampaignActivities.SourceName, ServerSource).AddOtlpExporter());
    }
}
