using System.Reflection;
using Campaigns.Api.Access;
using Campaigns.Api.Http;
using Campaigns.Azure.Durable;
using Campaigns.Azure.Http;
using Campaigns.Runtime.Keys;
using Campaigns.Runtime.Timers;
using Campaigns.Storage.Embedded;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Campaigns.Azure.Tests;

/// <summary>Every function that asks for a key asks for a scope of its route as well.</summary>
public sealed class AccessTests
{
    private const string Secret = "ck_without-scopes";

    private static IEnumerable<(MethodInfo Function, string Method, string Route)> Guarded =>
        from type in typeof(ApiFunction).Assembly.GetTypes()
        from function in type.GetMethods()
        where function.GetCustomAttribute<FunctionAttribute>() is not null
        from parameter in function.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger is { AuthLevel: not AuthorizationLevel.Anonymous }
        from method in trigger.Methods!
        select (function, method.ToUpperInvariant(), trigger.Route!);

    [Fact]
    public void EveryFunction_HasItsRowInTheTable() => Assert.Equal(
        RouteScopes.All.Where(row => row.Method != "OPTIONS").SelectMany(row => row.Method == "GET" ? ["GET", "HEAD"] : (string[])[row.Method],
            (row, method) => $"{method} {row.Path[1..]}").Order(StringComparer.Ordinal),
        Guarded.Select(row => $"{row.Method} {row.Route}").Order(StringComparer.Ordinal));

    [Fact]
    public async Task EveryFunction_RefusesAKeyWithoutItsScope()
    {
        var folder = Directory.CreateTempSubdirectory("campaigns-access-");
        await using (var store = EmbeddedStore.Open(Path.Combine(folder.FullName, "s.db"), TimeProvider.System, Durability.Process))
        {
            var settings = new AccessSettings { Keys = { ["nobody"] = new() { Sha256 = ApiKey.HashOf(Secret) } } };
            var api = new ApiFunction(new DurableTimers(new TimerTable(store.Rows), TimeProvider.System),
                new ApiAccess(settings.Options, new ApiKeyRing(settings.ApiKeys, null, TimeProvider.System),
                    NullLogger<ApiAccess>.Instance),
                NullLogger<ApiFunction>.Instance);
            await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
            foreach (var (function, method, route) in Guarded)
            {
                var context = new DefaultHttpContext { RequestServices = services };
                (context.Request.Method, context.Request.Path) = (method, "/api/" + route.Replace("{id}", "x", StringComparison.Ordinal));
                context.Request.Headers[ApiAccess.ScopedKeyHeader] = Secret;
                // Refused before anything of the app is looked at.
                var instance = Activator.CreateInstance(function.DeclaringType!, api, null);
                var arguments = function.GetParameters().Select(parameter =>
                    parameter.ParameterType == typeof(HttpRequest) ? context.Request
                    : parameter.ParameterType == typeof(string) ? "x"
                    : parameter.ParameterType == typeof(CancellationToken) ? CancellationToken.None : (object?)null);
                var answer = await (Task<IResult>)function.Invoke(instance, [.. arguments])!;
                Assert.True(answer is Problem { Status: 403 }, $"{method} {route}: {answer}");
            }
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public void Settings_AreRead_AndWhatIsWrongIsNamed()
    {
        var values = new Dictionary<string, string?>
        {
            ["Campaigns:Storage:Account"] = "stcampaigns",
            ["Campaigns:LinkSecret"] = "a secret of thirty-two characters or more",
            ["Campaigns:Access:FunctionKeysHaveAllScopes"] = "false",
            ["Campaigns:Access:PlatformAuthenticates"] = "true",
            ["Campaigns:Access:Keys:crm:Sha256"] = ApiKey.HashOf(Secret),
            ["Campaigns:Access:Keys:crm:Scopes"] = "sender, reader",
        };
        var settings = AppSettings.Read(Of(values)).Access;
        Assert.Equal((true, false, true),
            (settings.Options.PlatformChecksKeys, settings.Options.PlatformKeyHasAllScopes, settings.Options.PlatformAuthenticates));
        Assert.Equal(new ApiKey("crm", ApiScopes.Sender | ApiScopes.Reader, ApiKey.HashOf(Secret), default),
            Assert.Single(settings.ApiKeys));

        values["Campaigns:Access:Keys:crm:Sha256"] = Secret;
        values["Campaigns:Access:Keys:crm:Scopes"] = "sendr";
        var wrong = Assert.Throws<InvalidOperationException>(() => AppSettings.Read(Of(values)));
        Assert.Contains("Campaigns:Access:Keys:crm:Sha256", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("'sendr'", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, wrong.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Of(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build();
}
