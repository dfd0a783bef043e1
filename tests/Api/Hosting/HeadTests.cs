namespace Campaigns.Api.Tests.Hosting;

/// <summary>HEAD tells what GET would, without its content and without any effect.</summary>
public sealed class HeadTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Head_OfEveryGetRoute_AnswersItsStatusAndNoContent()
    {
        await host.PutAsync("/api/customers/x", "{}");
        var routes = host.Routes.Where(route => route.Method == "GET").ToList();
        Assert.NotEmpty(routes);
        Assert.Equal(routes.Select(route => route.Path).Order(), host.Routes.Where(route => route.Method == "HEAD").Select(route => route.Path).Order());
        foreach (var (_, template) in routes)
        {
            var path = template.Replace("{id}", "x", StringComparison.Ordinal).Replace("{token}", "t", StringComparison.Ordinal)
                .Replace("{code}", "c", StringComparison.Ordinal);
            var before = await host.ContentAsync();
            var head = await host.SendAsync(HttpMethod.Head, path);
            Assert.Equal(before, await host.ContentAsync());
            var get = await host.GetAsync(path);

            Assert.Equal((get.Status, get.ContentType, ""), (head.Status, head.ContentType, head.Text));
        }
    }

    [Fact]
    public async Task Head_OfAnotherRoute_NamesTheMethodsThereAre()
    {
        var answer = await host.SendAsync(HttpMethod.Head, "/api/events");

        Assert.Equal((405, "POST, OPTIONS"), (answer.Status, string.Join(", ", answer.ContentHeaders.Allow)));
        Assert.Equal(["GET", "HEAD"], (await host.PutAsync("/api/status", "{}")).ContentHeaders.Allow);
    }
}
