using Campaigns.Decisions.Engine;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.Journeys;
using Campaigns.Model;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Library;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;
using NodaTime;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace Campaigns.Preview;

/// <summary>
/// Writes messages as the senders would, for somebody to look at. Its links are signed with a key that opens nothing.
/// </summary>
public sealed class MessagePreviewer : IDisposable
{
    private static readonly Uri Host = new("https://host.example/");
    private readonly LinkSigner _links;
    private readonly MessageContext _context;
    private readonly TemplateRenderer _renderer;
    private readonly AttributeCatalog _catalog;
    private readonly Instant _now;
    private readonly DateTimeZone _zone;
    private readonly Lazy<Dictionary<string, string[]>> _insurerAndLinks;

    /// <summary>Makes one.</summary>
    /// <param name="templates">The texts.</param>
    /// <param name="catalog">The attributes.</param>
    /// <param name="correspondence">Who writes, and where links lead.</param>
    /// <param name="time">The clock: the messages are those of now.</param>
    /// <param name="zone">The zone of customers without one of their own.</param>
    public MessagePreviewer(
        TemplateSet templates, AttributeCatalog catalog, MessageContextOptions correspondence, TimeProvider time, DateTimeZone zone)
    {
        (_catalog, _now, _zone) = (catalog, Instant.FromDateTimeOffset(time.GetUtcNow()), zone);
        _links = new(new LinkKey(1, "a preview sends nothing, so its links open nothing"), [], time);
        _context = new(correspondence, _links, () => Host);
        _renderer = new(templates);
        _insurerAndLinks = new(() =>
        {
            var anybody = SampleCustomers.Sparse(catalog, "en");
            var order = OrderOf(new("none", Channel.Email, "en", "none", "none", []), anybody, NoJourney, new("step"));
            var globals = _context.Globals(order, _context.Unsubscribe(order), catalog);
            return new[] { "insurer", "links" }.ToDictionary(group => group, group => ((ScriptObject)globals[group]!).Keys.ToArray());
        });
    }

    /// <summary>The day it is in the zone of customers without one of their own.</summary>
    public LocalDate Today => _now.InZone(_zone).Date;

    /// <summary>Writes one message.</summary>
    /// <param name="template">The file of the text.</param>
    /// <param name="customer">To whom.</param>
    /// <param name="journey">Whose step it is; null: of none, so what the text asks of steps is empty.</param>
    /// <param name="step">The step; null: of none.</param>
    public MessagePreview Write(TemplateInfo template, PreviewCustomer customer, JourneyDefinition? journey = null, StepId? step = null)
    {
        var order = OrderOf(template, customer, journey ?? NoJourney, step ?? new("step"));
        var globals = _context.Globals(order, template.Channel == Channel.Agent ? null : _context.Unsubscribe(order), _catalog);
        if (journey is null)
            globals = new Dictionary<string, object?>(globals) { ["steps"] = new AnyMember() };
        return new(template, customer, _renderer.Render(new RenderRequest(template.Name, template.Channel, [template.Locale], globals)));
    }

    /// <summary>What texts may name of <c>insurer</c> or <c>links</c>.</summary>
    internal IReadOnlyCollection<string> NamesOf(string group) => _insurerAndLinks.Value[group];

    /// <inheritdoc/>
    public void Dispose() => _links.Dispose();

    private static readonly JourneyDefinition NoJourney = new()
    {
        Id = new("preview"),
        Name = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("en", "Preview"),
        Category = "",
        Entries = [],
        Steps = [],
    };

    private DeliveryOrder OrderOf(TemplateInfo template, PreviewCustomer customer, JourneyDefinition journey, StepId step)
    {
        var enrollment = new EnrollmentRecord(EnrollmentId.Of(journey.Id, "preview", 1), "preview", journey.Id, journey.Version, _now)
        {
            Event = customer.Event,
            State = EnrollmentState.Initial,
        };
        var message = MessageId.Of(enrollment.Id, step, 1);
        var zone = customer.Profile.ZoneOr(_zone);
        return new(new(template.Channel, customer.Profile.Id, message), template.Name, customer.Profile.AddressOf(template.Channel) ?? "",
            enrollment, journey, step, customer.Profile, customer.Policies.Count > 0 ? customer.Policies[0] : null, _now.InZone(zone),
            Marketing: true, Due: _now + Duration.FromDays(3))
        {
            Library = new FixedLibrary(_catalog, ContactPolicy.Unlimited, [journey]),
            Policies = customer.Policies,
            LinkCode = message.Value[..16],
        };
    }

    /// <summary>Steps of a journey that is not known: every name is one, and empty.</summary>
    private sealed class AnyMember : ScriptObject
    {
        public override bool Contains(string member) => true;

        public override bool TryGetValue(TemplateContext? context, SourceSpan span, string member, out object? value)
        {
            value = new NothingKnown();
            return true;
        }
    }

    private sealed class NothingKnown : ScriptObject
    {
        public override bool Contains(string member) => true;

        public override bool TryGetValue(TemplateContext? context, SourceSpan span, string member, out object? value)
        {
            value = null;
            return true;
        }
    }
}

/// <summary>A message as it would be.</summary>
/// <param name="Template">The file of its text.</param>
/// <param name="Customer">To whom.</param>
/// <param name="Result">The message, or why there is none.</param>
public sealed record MessagePreview(TemplateInfo Template, PreviewCustomer Customer, RenderResult Result)
{
    /// <summary>The message, also one that its wording holds; null: there is none.</summary>
    public RenderResult.Rendered? Written => Result as RenderResult.Rendered ?? (Result as RenderResult.Failed)?.Text;
}
