using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Tests.Support;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;
using NodaTime;

namespace Campaigns.Preview.Tests;

public sealed class PreviewPageTests
{
    private static readonly LocalDate Today = new(2026, 7, 14);

    private static async Task<IReadOnlyList<MessagePreview>> AllAsync(Func<AttributeCatalog, string, PreviewCustomer> customer)
    {
        var set = await TemplateSet.LoadAsync(TemplateFolder.Shipped, TestContext.Current.CancellationToken);
        using var previewer = new MessagePreviewer(set, ShippedDocuments.Catalog, new(), TimeProvider.System, ShippedDocuments.Policy.TimeZone);
        return [.. set.Templates.Select(template => previewer.Write(template, customer(ShippedDocuments.Catalog, template.Locale)))];
    }

    [Fact]
    public async Task AllShippedTexts_AreOnThePage_WithTheirDataAsText()
    {
        var messages = await AllAsync(SampleCustomers.Hostile);

        var page = PreviewPage.Write("<all> & more", messages);

        Assert.Contains("<h1>&lt;all&gt; &amp; more</h1>", page, StringComparison.Ordinal);
        Assert.All(messages, message => Assert.Contains(message.Template.File, page, StringComparison.Ordinal));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>\"Ann\"", page, StringComparison.Ordinal);
        // E-mails are in frames that may do nothing, and nothing is fetched for the page itself.
        Assert.Equal(page.Split("<iframe").Length, page.Split("<iframe sandbox=\"\"").Length);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segments_AreShownWithTheText_AndWhatIsMissingIsNamed()
    {
        var full = PreviewPage.Write("full", await AllAsync((catalog, locale) => SampleCustomers.Full(catalog, locale, Today)));
        var sparse = PreviewPage.Write("sparse", await AllAsync(SampleCustomers.Sparse));

        Assert.Contains("2 segments, ", full, StringComparison.Ordinal);
        Assert.DoesNotContain("Cannot be written", full + sparse, StringComparison.Ordinal);
        Assert.Contains("Not sent: renewal/offer.sms.en.scriban: `policy.expires_on` has no value, and this text requires it.", sparse,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheFullSample_HasAValueOfTheRightTypeForEveryAttribute()
    {
        var sample = SampleCustomers.Full(ShippedDocuments.Catalog, "zh-Hant", Today);

        foreach (var (subject, bag) in new[] { ("customer", sample.Profile.Attributes), ("policy", sample.Policies[0]), ("event", sample.Event) })
        {
            Assert.All(ShippedDocuments.Catalog.Of(subject).Values, attribute => Assert.True(attribute.Type switch
            {
                AttributeType.Number => bag[attribute.Name] is decimal,
                AttributeType.Boolean => bag[attribute.Name] is bool,
                AttributeType.List => bag[attribute.Name] is IReadOnlyList<string>,
                _ => bag[attribute.Name] is string text && (attribute.Values.Count == 0 || attribute.Values.Contains(text)),
            }, $"{subject}.{attribute.Name} is {bag[attribute.Name]}"));
        }

        Assert.Equal("陳美玲", sample.Profile.Attributes.Text("name"));
        Assert.Equal("+886912345678", sample.Profile.AddressOf(Model.Channel.Sms));
    }

    [Fact]
    public async Task TheSameCustomerAtTheSameTime_GetsTheSameText()
    {
        static string Texts(IEnumerable<MessagePreview> messages) =>
            string.Join('\n', messages.Select(m => m.Result is RenderResult.Rendered { Message: Model.Messages.RenderedMessage.Text text } ? text.Body : ""));

        Assert.Equal(Texts(await AllAsync((catalog, locale) => SampleCustomers.Full(catalog, locale, Today))),
            Texts(await AllAsync((catalog, locale) => SampleCustomers.Full(catalog, locale, Today))));
    }
}
