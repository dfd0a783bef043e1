using Campaigns.Api.Access;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Tracing;
using Campaigns.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Campaigns.Local.Hosting;

/// <summary>
/// Metrics of the local host for Prometheus at <see cref="MetricsPath"/>; spans and metrics by OTLP, to any collector or viewer, where an
/// endpoint is set.
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

    /// <summary>Where Prometheus reads metrics.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>Metrics for who may read customers: with a key of that scope, or from this machine where there is no key.</summary>
    public static void UseMetrics(this WebApplication application, ApiAccess access) => application.UseWhen(
        context => context.Request.Path.Equals(MetricsPath, StringComparison.Ordinal) && HttpMethods.IsGet(context.Request.Method),
        branch => branch.Use(async (context, next) =>
        {
            var problem = await access.RunAsync(context, MetricsPath, ApiScopes.Reader, async () =>
            {
                await next(context);
                return null;
            });
            if (problem is IResult result)
                await result.ExecuteAsync(context);
        }).UseOpenTelemetryPrometheusScrapingEndpoint(MetricsPath));

    /// <summary>Exports where <see cref="Endpoint"/> is set; the other variables of OpenTelemetry hold as well.</summary>
    public static void AddLocalTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(configuration[ServiceName] ?? "campaigns"))
            .WithMetrics(metrics => metrics.AddMeter(CampaignMeter.Name + "*").AddPrometheusExporter());
        if (configuration[Endpoint] is not { Length: > 0 })
            return;
        telemetry.WithMetrics(metrics => metrics.AddOtlpExporter())
            .WithTracing(traces => traces.AddSource(CampaignActivities.SourceName, ServerSource).AddOtlpExporter());
    }
}
