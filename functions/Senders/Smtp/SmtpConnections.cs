using System.Collections.Concurrent;
using MailKit.Security;

namespace Campaigns.Senders.Smtp;

/// <summary>A few open connections, each lent to one send at a time: greeting, TLS and login cost far more than a message.</summary>
internal sealed class SmtpConnections(SmtpOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.Connections, options.Connections);
    private readonly ConcurrentStack<TrackedSmtpClient> _idle = new();
    private volatile bool _disposed;

    /// <summary>Waits for a place and lends a connection that works. Give it back with <see cref="Return"/>.</summary>
    public async Task<TrackedSmtpClient> RentAsync(CancellationToken cancel)
    {
        await _slots.WaitAsync(cancel);
        try
        {
            // The most recently used first, so that connections a quiet hour does not need go stale together.
            while (_idle.TryPop(out var client))
            {
                if (await IsAliveAsync(client, cancel))
                    return client;
                client.Dispose();
            }

            return await ConnectAsync(cancel);
        }
        catch
        {
            _slots.Release();
            throw;
        }
    }

    /// <summary>Takes a connection back; one in doubt is closed rather than kept.</summary>
    public void Return(TrackedSmtpClient client, bool reusable)
    {
        client.LastUsed = time.GetTimestamp();
        if (reusable && client.IsConnected && !_disposed)
            _idle.Push(client);
        else
            client.Dispose();
        _slots.Release();
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryPop(out var client))
            client.Dispose();
    }

    private async Task<bool> IsAliveAsync(TrackedSmtpClient client, CancellationToken cancel)
    {
        if (!client.IsConnected)
            return false;
        if (time.GetElapsedTime(client.LastUsed) < options.CheckAfter)
            return true;
        try
        {
            await client.NoOpAsync(cancel);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<TrackedSmtpClient> ConnectAsync(CancellationToken cancel)
    {
        // The client's own timeout covers what it does without our token, such as the RSET after a refusal.
        var client = new TrackedSmtpClient { Timeout = (int)options.Timeout.TotalMilliseconds };
        try
        {
            var tls = options.Tls switch
            {
                SmtpTls.Implicit => SecureSocketOptions.SslOnConnect,
                SmtpTls.StartTls => SecureSocketOptions.StartTls,
                _ => SecureSocketOptions.None,
            };
            await client.ConnectAsync(options.Host, options.Port, tls, cancel);
            if (options.User is { } user)
                await client.AuthenticateAsync(user, options.Password ?? "", cancel);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
