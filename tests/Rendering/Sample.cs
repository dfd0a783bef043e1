using Campaigns.Model;
using Campaigns.Model.Messages;
using Campaigns.Rendering.Set;
using NodaTime;
using Scriban.Runtime;

namespace Campaigns.Rendering.Tests;

/// <summary>One customer of one insurer, in each language, and short ways to render.</summary>
internal static class Sample
{
    internal static readonly TemplateSet Shipped = TemplateSet.LoadAsync(TemplateFolder.Shipped).AsTask().GetAwaiter().GetResult();

    internal static Dictionary<string, object?> Globals(string locale = "en") => With(new()
    {
        ["customer"] = new ScriptObject
        {
            ["name"] = locale switch { "en" => "Mei Chen", "zh-Hans" => "陈美玲", _ => "陳美玲" },
            ["given_name"] = locale switch { "en" => "Mei", _ => "美玲" },
            ["phone"] = "+886912345678",
            ["email"] = "mei@example.com",
            ["value_tier"] = "high",
            ["agent_name"] = locale switch { "en" => "Wei Lin", "zh-Hans" => "林志伟", _ => "林志偉" },
        },
        ["policy"] = new ScriptObject
        {
            ["number"] = "TW20260987654",
            ["product_name"] = locale switch { "en" => "Home Plus", "zh-Hans" => "安心家财险", _ => "安心住家險" },
            ["premium"] = 12340m,
            ["renewal_premium"] = 11720m,
            ["currency"] = "TWD",
            ["discount"] = 5m,
            ["expires_on"] = new LocalDate(2026, 10, 12),
            ["lapsed_on"] = new LocalDate(2026, 7, 1),
        },
        ["event"] = new ScriptObject
        {
            ["gift_name"] = null,
            ["offer_premium"] = 399m,
            ["offer_cover"] = 2_000_000m,
            ["currency"] = "TWD",
        },
        ["journey"] = new ScriptObject { ["id"] = "renewal-countdown", ["name"] = "Renewal countdown", ["step"] = "d90" },
        ["insurer"] = new ScriptObject
        {
            ["name"] = locale switch { "en" => "Formosa Mutual", "zh-Hans" => "福隆保险", _ => "福隆保險" },
            ["phone"] = "0800-123-456",
            ["site"] = "https://www.formosa.example",
        },
        ["links"] = new ScriptObject
        {
            ["action"] = "https://go.formosa.example/a/Kx82mQ",
            ["unsubscribe"] = "https://go.formosa.example/u/Kx82mQ",
        },
        ["now"] = DateTimeZoneProviders.Tzdb["Asia/Taipei"].AtLeniently(new LocalDateTime(2026, 7, 14, 10, 0)),
    });

    private static Dictionary<string, object?> With(Dictionary<string, object?> globals)
    {
        globals["policies"] = new ScriptArray { globals["policy"] };
        return globals;
    }

    internal static RenderResult Render(string text, Channel channel, Dictionary<string, object?>? globals = null, string locale = "en") =>
        Renderer(text, channel, locale).Render(new RenderRequest("test/one", channel, [locale], globals ?? Globals(locale)));

    internal static string Sms(string text, Dictionary<string, object?>? globals = null, string locale = "en") =>
        Assert.IsType<RenderedMessage.Text>(Assert.IsType<RenderResult.Rendered>(Render(text, Channel.Sms, globals, locale)).Message).Body;

    internal static RenderResult.Failed Failure(string text, Channel? channel = null) =>
        Assert.IsType<RenderResult.Failed>(Render(text, channel ?? Channel.Sms));

    internal static IReadOnlyList<TemplateError> Errors(string text, string channel = "sms") =>
        TemplateSet.Parse([new TemplateFile($"test/one.{channel}.en.scriban", text), Layout]).Errors;

    internal static TemplateFile Layout => new("layouts/email.en.html.scriban",
        "<html><head><title>{{ subject }}</title></head><body>{{ if preheader }}<div hidden>{{ preheader }}</div>{{ end }}{{ content }}<footer><a href=\"{{ links.unsubscribe }}\">Unsubscribe</a></footer></body></html>");

    private static TemplateRenderer Renderer(string text, Channel channel, string locale)
    {
        var set = TemplateSet.Parse([new TemplateFile($"test/one.{channel}.{locale}.scriban", text), Layout]);
        Assert.Empty(set.Errors);
        return new TemplateRenderer(set);
    }
}
