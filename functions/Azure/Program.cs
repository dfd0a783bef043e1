using Campaigns.Azure;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<FailureMiddleware>();
builder.UseMiddleware<LibraryMiddleware>();
builder.Services.AddAppTelemetry(builder.Configuration);
builder.Services.AddCampaignFunctions(
    await CampaignApp.StartAsync(AppSettings.Read(builder.Configuration), TimeProvider.System, CancellationToken.None));
await builder.Build().RunAsync();
