using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Expressions;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Messages;
using NodaTime;
using Scriban.Runtime;

namespace Campaigns.Rendering.Tests;

/// <summary>The sample's data as a host gives them to texts: over attributes, with the shipped catalog.</summary>
internal static class Campaign
{
    internal static readonly string[] Locales = ["en", "zh-Hant", "zh-Hant-HK", "zh-Hans"];

    internal static readonly AttributeCatalog Catalog =
        CatalogReader.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "catalog.json"))).Catalog!;

    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Taipei"];

    /// <summary>What a text sees.</summary>
    /// <param name="locale">The sample's language.</param>
    /// <param name="policies">How many policies the message is about.</param>
    /// <param name="attribute">An attribute that is changed, such as <c>policy.number</c>; null: none.</param>
    /// <param name="value">Its value; null: missing.</param>
    internal static Dictionary<string, object?> Globals(string locale, int policies = 1, string? attribute = null, object? value = null)
    {
        var globals = Sample.Globals(locale);
        var policy = Bag("policy", globals["policy"], attribute, value);
        // The second ends first, the third tells of nothing but its date.
        string[] second = locale switch { "en" => ["Travel", "TW2"], "zh-Hans" => ["旅游平安险", "TW2"], _ => ["旅遊平安險", "TW2"] };
        AttributeBag[] all =
        [
            policy,
            AttributeBag.Of([new("product_name", second[0]), new("number", second[1] + "026111222"), new("expires_on", "2026-10-09"),
                new("renewal_premium", 2400m)]),
            AttributeBag.Of([new("product_name", " "), new("expires_on", "2026-10-15")]),
        ];
        globals["customer"] = Scope("customer", Bag("customer", globals["customer"], attribute, value));
        globals["policy"] = Scope("policy", policy);
        globals["policies"] = new ScriptArray(all.Take(policies).Select(bag => Scope("policy", bag)));
        globals["event"] = Scope("event", Bag("event", globals["event"], attribute, value));
        return globals;
    }

    internal static RenderResult Render(string template, Channel channel, string locale, Dictionary<string, object?> globals) =>
        new TemplateRenderer(Sample.Shipped).Render(new RenderRequest(template, channel, [locale], globals));

    /// <summary>All that a reader sees.</summary>
    internal static string[] Texts(RenderedMessage message) => message switch
    {
        RenderedMessage.Text text => [text.Body],
        RenderedMessage.Push push => [push.Title, push.Body],
        RenderedMessage.Task task => [task.Title, task.Body],
        RenderedMessage.Email email => [email.Subject, email.PlainText],
        _ => throw new InvalidOperationException(),
    };

    private static AttributeScope Scope(string subject, AttributeBag bag) => new(subject, bag, Catalog, Zone);

    private static AttributeBag Bag(string subject, object? group, string? attribute, object? value)
    {
        var bag = AttributeBag.Of(((ScriptObject)group!).Select(pair => KeyValuePair.Create(pair.Key, AttributeValues.From(pair.Value))));
        if (attribute == "*")
            return bag.With(bag.Names.Where(name => name != "expires_on").Select(name => KeyValuePair.Create(name, value)).ToArray());
        return attribute?.StartsWith(subject + ".", StringComparison.Ordinal) == true
            ? bag.With([new(attribute[(subject.Length + 1)..], value)])
            : bag;
    }
}
