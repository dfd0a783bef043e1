using System.Net;

namespace Campaigns.Api.Access;

/// <summary>Names and addresses of this machine itself.</summary>
public static class LoopbackHost
{
    /// <summary>Whether a host name or address is <c>localhost</c>, a name below it, of 127.0.0.0/8 or <c>[::1]</c>.</summary>
    public static bool Is(string host)
    {
        host = host.TrimEnd('.');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) // RFC 6761, 6.3
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && Is(address));
    }

    /// <summary>Whether an address is of this machine alone, also when it is written as an IPv6 address.</summary>
    public static bool Is(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
