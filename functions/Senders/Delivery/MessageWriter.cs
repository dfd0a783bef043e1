using Campaigns.Model;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;
using Campaigns.Runtime.Delivery;
using Campaigns.Runtime.Ports;

namespace Campaigns.Senders.Delivery;

/// <summary>Writes the messages of a channel with the texts of the moment.</summary>
/// <param name="channel">The channel.</param>
/// <param name="templates">Renders.</param>
/// <param name="context">What templates see.</param>
/// <param name="library">What is deployed.</param>
internal sealed class MessageWriter(Channel channel, TemplateRenderer templates, MessageContext context, ICampaignLibrary library)
{
    /// <summary>Writes a message; one that fails is written again, should its files have changed.</summary>
    /// <returns>The message, or why there is none; null: its files are being changed, and may soon mend it.</returns>
    public async ValueTask<WrittenMessage?> WriteAsync(DeliveryOrder order, CancellationToken cancel)
    {
        var unsubscribe = context.Unsubscribe(order);
        var pinned = await library.PinnedTextsAsync(order.Journey, cancel) as TemplateSet;
        var used = pinned ?? TextsOf(order.Library);
        var result = TemplateRenderer.Render(Wanted(), used);
        if (result is not RenderResult.Failed || pinned is not null)
            return new(order, result, unsubscribe);
        // It may have been mended since it was read: whoever replays a dead letter need not wait for that to be seen.
        var change = await LookForTemplatesAsync(cancel);
        if (TextsOf(library.Current) is var now && !ReferenceEquals(used, now))
        {
            order = order with { Library = library.Current }; // with all else that belongs to them
            return new(order, TemplateRenderer.Render(Wanted(), TextsOf(order.Library)), unsubscribe);
        }

        return change == TemplateChange.UnderWay ? null : new(order, result, unsubscribe);

        RenderRequest Wanted() => new(order.Template, channel, order.Locales, context.Globals(order, unsubscribe, order.Library.Catalog));
    }

    private TemplateSet TextsOf(ICampaignLibrary deployed) => deployed.Texts as TemplateSet ?? templates.Templates.OfSource;

    /// <summary>What keeps the templates from being read is not this message's fault, nor does it mend it.</summary>
    private async ValueTask<TemplateChange> LookForTemplatesAsync(CancellationToken cancel)
    {
        try
        {
            await library.CatchUpAsync(cancel);
            return library.Current.Texts is null ? await templates.Templates.RefreshAsync(cancel) : TemplateChange.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            return TemplateChange.None;
        }
    }
}

/// <summary>A message as it was written.</summary>
/// <param name="Order">The order, with what is deployed that its text belongs to.</param>
/// <param name="Result">The message, or why there is none.</param>
/// <param name="Unsubscribe">Where it can be refused; null: it cannot.</param>
internal sealed record WrittenMessage(DeliveryOrder Order, RenderResult Result, Uri? Unsubscribe);
