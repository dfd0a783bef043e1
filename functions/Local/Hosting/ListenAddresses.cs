using Campaigns.Api.Access;
using Campaigns.Hosting;

namespace Campaigns.Local.Hosting;

/// <summary>Where the local host listens: by default on a port of this machine alone, or at the addresses of <c>--urls</c>.</summary>
internal static class ListenAddresses
{
    /// <summary>The addresses, as the server takes them.</summary>
    /// <exception cref="HostConfigurationException">One of them is none.</exception>
    public static IReadOnlyList<string> Of(LocalHostOptions options)
    {
        if (options.Urls is not { } urls)
            return [$"http://127.0.0.1:{options.Port}"];
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var address in addresses.DefaultIfEmpty(""))
        {
            if (Parse(address) is not { Scheme: "http", AbsolutePath: "/", Query: "" })
            {
                throw new HostConfigurationException(
                    $"--urls: '{address}' is no address; expected http://HOST:PORT, for example http://0.0.0.0:7071. " +
                    "For https put a reverse proxy in front.");
            }
        }

        return addresses;
    }

    /// <summary>Whether every address leads to this machine alone.</summary>
    public static bool AreLoopback(IEnumerable<string> addresses) =>
        addresses.All(address => Parse(address) is { } url && LoopbackHost.Is(url.Host));

    // A star or a plus stands for all addresses of the machine, as the server has it.
    private static Uri? Parse(string address) =>
        Uri.TryCreate(address.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal),
            UriKind.Absolute, out var url) ? url : null;
}
