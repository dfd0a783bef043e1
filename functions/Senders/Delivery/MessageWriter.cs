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
/// <param name="library">The catalog, by which values are formatted.</param>
internal sealed class MessageWriter(Channel channel, TemplateRenderer templates, MessageContext context, ICampaignLibrary library)
{
    /// <summary>Writes a message; one that fails is written again, should its files have changed.</summary>
    /// <returns>The message, or why there is none; null: its files are being changed, and may soon mend it.</returns>
    public async ValueTask<WrittenMessage?> WriteAsync(DeliveryOrder order, CancellationToken cancel)
    {
        var unsubscribe = context.Unsubscribe(order);
        var wanted = new RenderRequest(order.Template, channel, order.Locales, context.Globals(order, unsubscribe, library.Catalog));
        var used = templates.Templates.Current;
        var result = templates.Render(wanted);
        if (result is not RenderResult.Failed)
            return new(result, unsubscribe);
        // It may have been mended since it was read: whoever replays a dead letter need not wait for that to be seen.
        var change = await LookForTemplatesAsync(cancel);
        return !ReferenceEquals(used, templates.Templates.Current) ? new(templates.Render(wanted), unsubscribe)
            : change == TemplateChange.UnderWay ? null
            : new(result, unsubscribe);
    }

    /// <summary>What keeps the templates from being read is not this message's fault, nor does it mend it.</summary>
    private async ValueTask<TemplateChange> LookForTemplatesAsync(CancellationToken cancel)
    {
        try
        {
            return await templates.Templates.RefreshAsync(cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            return TemplateChange.None;
        }
    }
}

/// <summary>A message as it was written.</summary>
/// <param name="Result">The message, or why there is none.</param>
/// <param name="Unsubscribe">Where it can be refused; null: it cannot.</param>
internal sealed record WrittenMessage(RenderResult Result, Uri? Unsubscribe);
