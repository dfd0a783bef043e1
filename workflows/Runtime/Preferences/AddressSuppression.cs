using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Addresses;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Sessions;
using NodaTime;

namespace Campaigns.Runtime.Preferences;

/// <summary>Addresses that must not be tried, and how they come and go.</summary>
internal static class AddressSuppression
{
    /// <summary>Suppresses an address, unless its time is over already.</summary>
    public static void Add(CustomerSession session, Suppression suppression)
    {
        if (suppression.Until <= session.Instant)
            return;
        suppression = suppression with { Address = CanonicalOf(session, suppression.Channel, suppression.Address) };
        var isLifted = session.Record.Profile.Lifts.Any(lift => lift.Channel == suppression.Channel && lift.At > suppression.At
            && (lift.Address ?? suppression.Address) == suppression.Address);
        if (isLifted)
        {
            Tell(session, suppression, isSuperseded: true);
            return;
        }

        var profile = session.Record.Profile.With(suppression, session.Instant);
        while (profile.Suppressions.Length > Limits.Suppressions
            && profile.Suppressions.FirstOrDefault(known => !IsCurrent(session, known) && known != suppression)
            is { } unused)
            profile = profile with { Suppressions = profile.Suppressions.Remove(unused) };
        session.Record.Set(profile);
        Share(session, suppression.Channel, suppression.Address, new(suppression.Cause, suppression.At, suppression.Until));
        Tell(session, suppression, isSuperseded: false);
    }

    // The address itself is no business of a timeline that outlives an erasure.
    private static void Tell(CustomerSession session, Suppression suppression, bool isSuperseded) =>
        session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Suppressed)
        {
            Channel = suppression.Channel,
            Reason = suppression.Cause,
            Detail = AttributeBag.Of([new("until", suppression.Until?.ToString()), new("superseded", isSuperseded ? true : null)]),
        });

    /// <summary>
    /// Once the customer's addresses have changed: what was suppressed by its hash alone is known again, should it be among them.
    /// </summary>
    public static void Recognize(CustomerSession session)
    {
        var profile = session.Record.Profile;
        static bool IsHash(string address) => address.StartsWith(Suppression.HashMark, StringComparison.Ordinal);
        if (!profile.Suppressions.Any(known => IsHash(known.Address)) && !profile.SoftBounces.Any(known => IsHash(known.Address)))
            return;
        var channels = profile.Suppressions.Select(known => known.Channel).Concat(profile.SoftBounces.Select(known => known.Channel));
        foreach (var channel in channels.Distinct().ToList())
        {
            if (profile.AddressOf(channel) is not { } address)
                continue;
            var hash = Suppression.HashMark + session.Ids.AddressHash(channel, address);
            var canonical = CanonicalOf(session, channel, address);
            profile = profile with
            {
                Suppressions =
                [
                    .. profile.Suppressions.Select(known =>
                        known.Channel == channel && known.Address == hash ? known with { Address = canonical } : known),
                ],
                SoftBounces =
                [
                    .. profile.SoftBounces.Select(known =>
                        known.Channel == channel && known.Address == hash ? known with { Address = canonical } : known),
                ],
            };
        }

        session.Record.Set(profile);
    }

    private static void Share(CustomerSession session, Channel channel, string address, SharedSuppression suppression)
    {
        if (!SuppressionIndex.Covers(channel))
            return;
        var hash = address.StartsWith(Suppression.HashMark, StringComparison.Ordinal)
            ? address[Suppression.HashMark.Length..]
            : session.Ids.AddressHash(channel, CanonicalOf(session, channel, address));
        session.SharedSuppressions[(hash, channel)] = suppression;
    }

    private static bool IsCurrent(CustomerSession session, Suppression known) =>
        session.Record.Profile.AddressOf(known.Channel) is { } address
        && ChannelAddress.Canonical(known.Channel, address) == ChannelAddress.Canonical(known.Channel, known.Address);

    /// <summary>The form by which addresses are compared; that of national numbers rests on the country.</summary>
    private static string CanonicalOf(CustomerSession session, Channel channel, string address) =>
        address.StartsWith(Suppression.HashMark, StringComparison.Ordinal) ? address
        : ChannelAddress.Canonical(channel, address, session.Record.Profile.Attributes.Text("country") ?? session.Policy.Country);

    /// <summary>Lets addresses be tried again.</summary>
    /// <param name="session">The customer.</param>
    /// <param name="channels">By these channels.</param>
    /// <param name="address">Only this one; null: any.</param>
    /// <param name="at">When that was told.</param>
    /// <param name="how">How that came.</param>
    public static void Lift(CustomerSession session, IReadOnlyList<Channel> channels, string? address, Instant at, string how)
    {
        var profile = session.Record.Profile;
        bool Concerns(Channel channel, string known) => channels.Contains(channel)
            && (address is null || CanonicalOf(session, channel, address) == CanonicalOf(session, channel, known));
        foreach (var channel in channels)
            profile = profile.With(new SuppressionLift(channel, address is null ? null : CanonicalOf(session, channel, address), at));
        if (profile.Lifts.Length > Limits.Suppressions)
            profile = profile with { Lifts = [.. profile.Lifts.OrderByDescending(lift => lift.At).Take(Limits.Suppressions)] };
        session.Record.Set(profile);
        // What was told of after the lift, and arrived before it, stays.
        var lifted = profile.Suppressions.Where(known => Concerns(known.Channel, known.Address) && known.At <= at).ToList();
        // What another customer with the same address told of is lifted as well.
        foreach (var channel in channels)
        {
            if ((address ?? profile.AddressOf(channel)) is { } own)
                Share(session, channel, own, new(Cause: null, at, Until: null));
        }

        foreach (var known in lifted)
            Share(session, known.Channel, known.Address, new(Cause: null, at, Until: null));
        if (lifted.Count == 0)
            return;
        session.Record.Set(profile with
        {
            Suppressions = profile.Suppressions.RemoveRange(lifted),
            SoftBounces = profile.SoftBounces.RemoveAll(known => Concerns(known.Channel, known.Address)),
        });
        foreach (var channel in lifted.Select(known => known.Channel).Distinct())
            session.Record.Add(new TimelineEvent(session.Instant, TimelineEventKind.Unsuppressed) { Channel = channel, Reason = how });
    }

    /// <summary>Notes that an address did not take a message for now; too often in a row, and it is left alone for a time.</summary>
    public static void RecordSoftBounce(CustomerSession session, Channel channel, string address, Instant at)
    {
        var rule = session.Policy.SoftBounces;
        var profile = session.Record.Profile;
        address = CanonicalOf(session, channel, address);
        var known = profile.SoftBounces.FirstOrDefault(run => run.Channel == channel && run.Address == address);
        var run = new SoftBounces(channel, address, [.. (known?.At ?? []).Append(at).Where(earlier => at - earlier <= rule.Within)]);
        var others = known is null ? profile.SoftBounces : profile.SoftBounces.Remove(known);
        session.Record.Set(profile with { SoftBounces = run.At.Length < rule.Limit ? others.Add(run) : others });
        if (run.At.Length >= rule.Limit)
            Add(session, new(channel, address, DeliveryReason.SoftBounce, at, at + rule.SuppressFor));
    }

    /// <summary>Notes that a message arrived: what bounced before was an exception.</summary>
    public static void RecordDelivery(CustomerSession session, Channel channel)
    {
        var profile = session.Record.Profile;
        if (profile.SoftBounces.Any(run => run.Channel == channel))
            session.Record.Set(profile with { SoftBounces = profile.SoftBounces.RemoveAll(run => run.Channel == channel) });
    }
}
