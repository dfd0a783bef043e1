using System.Text.RegularExpressions;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.Expressions;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Messages;
using Campaigns.Rendering;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Dispatch;
using Campaigns.Senders.Links;
using NodaTime;
using Scriban.Runtime;

namespace Campaigns.Senders.Delivery;

/// <summary>Who writes, and where links lead.</summary>
public sealed partial record MessageContextOptions
{
    /// <summary>The insurer's name as customers know it.</summary>
    public string InsurerName { get; init; } = "Example Insurance";

    /// <summary>
    /// The insurer's name in texts of a locale, by locale (<c>zh-Hant</c>, also <c>zh_Hant</c>); in others it is <see cref="InsurerName"/>.
    /// </summary>
    public Dictionary<string, string> InsurerNames { get; init; } = [];

    /// <summary>A number customers may call.</summary>
    public string InsurerPhone { get; init; } = "+886 2 5555 0100";

    /// <summary>The insurer's site; action links lead there.</summary>
    public Uri Site { get; init; } = new("https://insurer.example/");

    /// <summary>Where this system's own pages are reached: unsubscribe links lead there. Null: at the host itself.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>
    /// Whether action links lead by way of this system, which reports the click; in an SMS only with <see cref="ShortLinks"/>.
    /// </summary>
    public bool TrackClicks { get; init; } = true;

    /// <summary>
    /// What links in an SMS begin with, where every character costs: an address as short as may be that leads to this
    /// system's <c>api/m/</c>. A code of 16 characters follows. Null: they lead straight to the site, and clicks on them
    /// are not reported.
    /// </summary>
    public Uri? ShortLinks { get; init; }

    /// <summary>How long a short link works after its message's deadline, in days: 1 to 3650.</summary>
    public int ShortLinkDays { get; init; } = 90;

    /// <summary>Everything wrong with the settings, a line each with the setting's path.</summary>
    public IReadOnlyList<string> Check()
    {
        var errors = new List<string>();
        foreach (var (name, address) in new (string, Uri?)[] { ("site", Site), ("publicAddress", PublicAddress),
            ("shortLinks", ShortLinks) })
        {
            if (address is not null
                && !(address.IsAbsoluteUri && address.Scheme is "https" or "http" && address.Query.Length + address.Fragment.Length == 0))
                errors.Add($"correspondence:{name}: is '{address}'; expected an address such as https://insurer.example/, without a query");
        }

        if (BlankText.Is(InsurerName))
            errors.Add("correspondence:insurerName: is blank; expected the name that customers know");
        errors.AddRange(
            from name in InsurerNames
            where BlankText.Is(name.Value) || !LocaleName().IsMatch(name.Key)
            select $"correspondence:insurerNames:{name.Key}: expected a locale such as zh-Hant, and the name in it");
        if (ShortLinkDays is < 1 or > 3650)
            errors.Add($"correspondence:shortLinkDays: is {ShortLinkDays}; expected a number of days from 1 to 3650");
        return errors;
    }

    /// <summary>What texts see as <c>insurer</c>: a name by locale as <c>name_zh_hant</c>, like any value in several languages.</summary>
    internal ScriptObject Insurer()
    {
        var insurer = new ScriptObject
        {
            ["name"] = InsurerName,
            ["phone"] = InsurerPhone,
            ["site"] = Site.ToString().TrimEnd('/'),
        };
        foreach (var (locale, name) in InsurerNames)
            insurer[LocaleChain.NameIn("name", locale)] = name;
        return insurer;
    }

    [GeneratedRegex("^[A-Za-z]{2,8}([-_][A-Za-z0-9]{2,8})*$")]
    private static partial Regex LocaleName();
}

/// <summary>What templates see of an order: the customer, the policy, what began the enrollment, its steps, the journey, the insurer and the links.</summary>
/// <param name="options">Who writes.</param>
/// <param name="links">Signs links.</param>
/// <param name="host">Where the host is reached, once it is.</param>
public sealed class MessageContext(MessageContextOptions options, LinkSigner links, Func<Uri> host)
{
    private static readonly Channel[] Tracked = [Channel.Email, Channel.Push, Channel.WeChat];
    private readonly string _site = TrimSlash(options.Site);
    private readonly string? _short = options.TrackClicks && options.ShortLinks is { } address ? TrimSlash(address) : null;

    private readonly ScriptObject _insurer = options.Insurer();

    /// <summary>The unsubscribe address of a marketing message, or null.</summary>
    public Uri? Unsubscribe(DeliveryOrder order) => order.Marketing
        ? new Uri(options.PublicAddress ?? host(), "api/unsubscribe/" + links.Create(
            new LinkClaims(LinkPurpose.Unsubscribe, order.Request.Customer, order.Request.Message, order.Request.Channel)))
        : null;

    /// <summary>What a provider sends back in its reports about the message. It does not end: reports may be late.</summary>
    public string ReportToken(DeliveryOrder order) => links.Create(
        new LinkClaims(LinkPurpose.Report, order.Request.Customer, order.Request.Message, order.Request.Channel));

    /// <summary>The globals of a template.</summary>
    public IReadOnlyDictionary<string, object?> Globals(DeliveryOrder order, Uri? unsubscribe, AttributeCatalog catalog) =>
        new OrderData(this, order, unsubscribe, catalog);

    /// <summary>The short link in a text, to be kept before the text goes out; null: there is none in it.</summary>
    public ShortLink? ShortLinkIn(RenderedMessage message, DeliveryOrder order) =>
        message is RenderedMessage.Text text && Short(order) is { } link && text.Body.Contains(link, StringComparison.Ordinal)
            ? new ShortLink(order.LinkCode, order.Request.Customer, order.Request.Message, Target(order.Request), EndOfLink(order))
            : null;

    // A deadline near the end of time has no day after it: such a link does not end.
    private Instant? EndOfLink(DeliveryOrder order)
    {
        var (from, days) = (order.Due ?? order.Now.ToInstant(), Duration.FromDays(options.ShortLinkDays));
        return from <= Instant.MaxValue - days ? from + days : null;
    }

    private static string TrimSlash(Uri address) => address.ToString().TrimEnd('/');

    /// <summary>The message's page on the insurer's site.</summary>
    private string Target(MessageRequest request) => $"{_site}/m/{request.Message.Value[..12]}";

    private string? Short(DeliveryOrder order) =>
        _short is not null && order.Request.Channel == Channel.Sms ? $"{_short}/{order.LinkCode}" : null;

    /// <summary>
    /// Where the message's button leads: to its page on the insurer's site, by way of the click's report where that is wanted.
    /// </summary>
    private string Action(DeliveryOrder order)
    {
        var (request, target) = (order.Request, Target(order.Request));
        if (Short(order) is { } link)
            return link;
        if (!options.TrackClicks || !Tracked.Contains(request.Channel))
            return target;
        var token = links.Create(
            new LinkClaims(LinkPurpose.Click, request.Customer, request.Message, request.Channel, TargetHash.Of(target)));
        return new Uri(options.PublicAddress ?? host(), $"api/c/{token}?to={Uri.EscapeDataString(target)}").AbsoluteUri;
    }

    private static ScriptObject Journey(DeliveryOrder order)
    {
        var view = JourneyScope.Of(order.Journey);
        view["name"] = order.Journey.Name.GetValueOrDefault("en", order.Journey.Id.Value);
        foreach (var (locale, name) in order.Journey.Name)
            view[LocaleChain.NameIn("name", locale)] = name;
        view["step"] = order.Step.Value;
        return view;
    }

    /// <summary>The data of an order, and who writes.</summary>
    private sealed class OrderData(MessageContext context, DeliveryOrder order, Uri? unsubscribe, AttributeCatalog catalog)
        : MessageGroupDictionary(order.Profile, order.Policy, order.Enrollment, catalog, order.Now.Zone)
    {
        private static readonly string[] Groups = ["policies", "journey", "insurer", "links", "now"];

        /// <inheritdoc/>
        public override IEnumerable<string> Keys => base.Keys.Concat(Groups);

        /// <inheritdoc/>
        protected override bool TryMake(string name, out object? group)
        {
            group = name switch
            {
                "policies" => new ScriptArray(order.Policies.Select(policy => new AttributeScope("policy", policy, Catalog, order.Now.Zone))),
                "journey" => Journey(order),
                "insurer" => context._insurer,
                "links" => new ScriptObject { ["action"] = context.Action(order), ["unsubscribe"] = unsubscribe?.ToString() },
                "now" => order.Now,
                _ => null,
            };
            return group is not null || base.TryMake(name, out group);
        }
    }
}
