using Campaigns.Model.Timeline;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Delivery;
using Campaigns.Senders.Links;

namespace Campaigns.Simulation.Walks;

/// <summary>Writes the texts of a simulation's messages. Nothing leaves the machine, so links are unsigned and lead nowhere.</summary>
/// <param name="library">The catalog, by which values are formatted.</param>
/// <param name="templates">The texts.</param>
public sealed class TextDelivery(ICampaignLibrary library, TemplateSet templates) : IDisposable
{
    private static readonly Uri Unsubscribe = new("https://insurer.example/api/unsubscribe/simulated");
    private static readonly DeliveryResult Sent = new(DeliveryStatus.Sent);
    private static readonly DeliveryResult Faulty = new(DeliveryStatus.Failed) { Reason = DeliveryReason.Template };
    private static readonly DeliveryResult Unsaid = new(DeliveryStatus.Failed) { Reason = DeliveryReason.Wording };
    private static readonly LinkKey NoKey = new(1, "a simulation sends nothing, so its links open nothing");

    private readonly LinkSigner _links = new(NoKey, [], TimeProvider.System);
    private readonly TemplateRenderer _renderer = new(templates);
    private MessageContext? _context;

    /// <summary>Hears every text.</summary>
    public Action<DeliveryOrder, RenderResult.Rendered>? Written { get; init; }

    /// <summary>Hears of every text that could not be written, or must not be said.</summary>
    public Action<DeliveryOrder, RenderResult.Failed>? Refused { get; init; }

    /// <summary>Whether e-mails have their plain text: for whoever reads the texts, not for who counts them.</summary>
    public bool PlainText { get; init; }

    /// <summary>Writes a message; one that cannot be written fails as it would with a provider.</summary>
    public DeliveryResult Deliver(DeliveryOrder order)
    {
        _context ??= new MessageContext(new() { TrackClicks = false }, _links, () => Unsubscribe);
        var globals = _context.Globals(order, order.Marketing ? Unsubscribe : null, library.Catalog);
        switch (_renderer.Render(new(order.Template, order.Request.Channel, order.Locales, globals) { PlainText = PlainText }))
        {
            case RenderResult.Rendered rendered:
                Written?.Invoke(order, rendered);
                return Sent;
            case RenderResult.Failed failed:
                Refused?.Invoke(order, failed);
                return failed.Reason == RenderFailure.Wording ? Unsaid : Faulty;
            default:
                throw new InvalidOperationException("There is a third result of rendering.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _links.Dispose();
}
