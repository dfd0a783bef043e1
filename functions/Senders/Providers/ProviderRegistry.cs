using System.Diagnostics.CodeAnalysis;
using Campaigns.Model;
using Campaigns.Runtime.Ports;
using Campaigns.Senders.Outbox;
using Campaigns.Senders.Settings;

namespace Campaigns.Senders.Providers;

/// <summary>Finds the provider of a channel. Channels that name the same provider share it, with its breaker and limit.</summary>
public sealed class ProviderRegistry : IDisposable
{
    private readonly Dictionary<Channel, IChannelProvider> _byChannel;
    private readonly HttpClient _http;

    private ProviderRegistry(
        Dictionary<Channel, IChannelProvider> byChannel, Dictionary<Channel, string> names, IReadOnlyList<OutboxCopies> copies,
        HttpClient http) => (_byChannel, Names, Copies, _http) = (byChannel, names, copies, http);

    /// <summary>The folders in which providers leave copies of messages.</summary>
    public IReadOnlyList<OutboxCopies> Copies { get; }

    /// <summary>The channels that can be sent by, each with its provider.</summary>
    public IReadOnlyDictionary<Channel, IChannelProvider> ByChannel => _byChannel;

    /// <summary>What the operator calls the provider of each channel.</summary>
    public IReadOnlyDictionary<Channel, string> Names { get; }

    /// <summary>Sets up the providers of a run that delivers nothing: each message of each channel is a file.</summary>
    /// <param name="folder">Where the files go.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The registry; the caller disposes it.</returns>
    public static ProviderRegistry CreateOutbox(string folder, TimeProvider time) =>
        TryCreate(ProviderOptions.OutboxOnly(folder), time, out var registry, out var errors)
            ? registry
            : throw new InvalidOperationException(string.Join("; ", errors));

    /// <summary>Sets up every provider that a channel names.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock of every timeout and wait.</param>
    /// <param name="registry">The registry; the caller disposes it.</param>
    /// <param name="errors">Everything wrong with the settings; empty on success.</param>
    public static bool TryCreate(
        ProviderOptions options, TimeProvider time, [NotNullWhen(true)] out ProviderRegistry? registry,
        out IReadOnlyList<SettingError> errors)
    {
        registry = null;
        errors = ProviderValidation.Check(options);
        if (errors.Count > 0)
            return false;

        // Kept short enough to follow a change of DNS, which a client held for the life of the host would miss.
        var http = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var build = new ProviderFactory(options.Email, http, time);
        var byName = options.Channels.Values.Distinct(StringComparer.Ordinal)
            .ToDictionary(name => name, name => build.Create(options.Providers[name]), StringComparer.Ordinal);
        registry = new ProviderRegistry(
            options.Channels.ToDictionary(pair => new Channel(pair.Key), pair => byName[pair.Value]),
            options.Channels.ToDictionary(pair => new Channel(pair.Key), pair => pair.Value),
            [.. byName.Keys.Select(name => options.Providers[name]).Where(settings => settings.Kind == ProviderKind.Outbox)
                .Select(settings => new OutboxCopies(settings.Outbox!.Root))],
            http);
        return true;
    }

    /// <summary>Closes every provider's connections.</summary>
    public void Dispose()
    {
        foreach (var provider in _byChannel.Values.Distinct().OfType<IDisposable>())
            provider.Dispose();
        _http.Dispose();
    }
}
