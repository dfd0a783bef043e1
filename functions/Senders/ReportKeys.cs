using Campaigns.Model;
using Campaigns.Model.Customers.Addresses;

namespace Campaigns.Senders;

/// <summary>What reports and replies are found by that name an address and no customer.</summary>
public static class ReportKeys
{
    /// <summary>The key of an address, in whatever form it is written.</summary>
    public static string Of(Channel channel, string address) => $"{channel}:{ChannelAddress.Canonical(channel, address)}";
}
