using Campaigns.Model.Messages;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Files;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Email;
using NodaTime;

namespace Campaigns.Senders.Outbox;

/// <summary>
/// Delivers into a folder that a person can open: <c>root/channel/yyyy-MM-dd/id.eml</c> with <c>id.html</c>, <c>.sms.txt</c>,
/// <c>.push.json</c>, <c>.task.json</c> and so on. For local runs, demonstrations and proofs.
/// </summary>
/// <remarks>
/// A file is written under <c>.partial</c> and renamed when whole, so a killed process leaves no half message in
/// sight, and the final file is the proof of acceptance: a repeated id finds it and writes nothing.
/// </remarks>
public sealed class OutboxProvider : IChannelProvider
{
    private readonly OutboxOptions _options;
    private readonly OutboxFolders _folders;
    private readonly OutboxFile _file;
    private readonly DateTimeZone _zone;

    /// <summary>Opens the outbox, creating its root.</summary>
    /// <param name="options">Where to write.</param>
    /// <param name="mail">Builds the <c>.eml</c> files.</param>
    /// <param name="time">Tells which unfinished files are old enough to be of a killed process.</param>
    public OutboxProvider(OutboxOptions options, MimeMessageFactory mail, TimeProvider time)
    {
        _options = options;
        _folders = new OutboxFolders(options.Root);
        _folders.RemoveAbandoned(time.GetUtcNow());
        _file = new OutboxFile(mail);
        _zone = DateTimeZoneProviders.Tzdb[options.TimeZone];
    }

    /// <inheritdoc/>
    public string Name => "outbox";

    /// <inheritdoc/>
    public bool HonoursIdempotencyKey => true;

    /// <inheritdoc/>
    public ValueTask<ProviderResult> SendAsync(OutgoingMessage message, CancellationToken cancel) => new(Send(message, cancel));

    private ProviderResult Send(OutgoingMessage message, CancellationToken cancel)
    {
        if (cancel.IsCancellationRequested)
            return new ProviderResult.Unavailable(DeliveryReason.Cancelled);

        var day = message.At.InZone(_zone).Date;
        try
        {
            var name = SafeName.Of(message.Id.Value) + OutboxFile.Extension(message);
            var final = Path.Combine(_folders.For(message.Channel, day), name);
            if (Earlier(message, day, name, final) is { } existing)
                return new ProviderResult.Accepted(_folders.Shown(existing));

            using var content = new MemoryStream(4096);
            if (!_file.TryWrite(message, content))
                return new ProviderResult.Rejected(DeliveryReason.BadAddress, SuppressAddress: true);

            // First, as the other is the proof that it was accepted: where that is, the page is too.
            if (message.Content is RenderedMessage.Email email)
                PublishPage(message, email, final);
            Publish(content, name, final);
            return new ProviderResult.Accepted(_folders.Shown(final));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _folders.Forget(message.Channel, day);
            return new ProviderResult.Unavailable("outbox-" + failure.GetType().Name);
        }
    }

    private string? Earlier(OutgoingMessage message, LocalDate day, string name, string final) =>
        File.Exists(final)
            ? final
            : _folders.Before(message.Channel, day, _options.LookBackDays).Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private void PublishPage(OutgoingMessage message, RenderedMessage.Email email, string final)
    {
        var page = Path.ChangeExtension(final, OutboxFile.Page);
        if (File.Exists(page))
            return; // of an attempt that was killed before the proof was there
        using var content = new MemoryStream(MailPage.Write(message, email));
        Publish(content, Path.GetFileName(page), page);
    }

    private void Publish(MemoryStream content, string name, string final)
    {
        var partial = _folders.NewPartial(name);
        try
        {
            using (var file = new FileStream(partial, PrivateFiles.ToCreate(FileMode.CreateNew)))
            {
                content.WriteTo(file);
                file.Flush(_options.Flush);
            }

            File.Move(partial, final, overwrite: false);
        }
        catch (IOException)
        {
            File.Delete(partial);
            // When the final file is there, another sender of the same id was first: its message is this message.
            if (!File.Exists(final))
                throw;
        }
    }
}
