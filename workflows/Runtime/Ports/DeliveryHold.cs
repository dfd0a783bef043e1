using System.Collections.Immutable;
using Campaigns.Model;
using NodaTime;

namespace Campaigns.Runtime.Ports;

/// <summary>
/// What an operator holds: nothing of it is handed over to a provider until it is released. Everything else goes on, as while a provider
/// is away.
/// </summary>
/// <param name="Held">Each channel that is held, or all of them in one; nothing twice.</param>
public sealed record DeliveryHold(ImmutableArray<HeldDelivery> Held)
{
    /// <summary>The longest reason.</summary>
    public const int MaxBecause = 256;

    /// <summary>Nothing is held.</summary>
    public static readonly DeliveryHold None = new([]);

    /// <summary>Whether anything is held.</summary>
    public bool IsOn => !Held.IsEmpty;

    /// <summary>By what a channel is held; null: it is not.</summary>
    public HeldDelivery? Of(Channel channel)
    {
        foreach (var held in Held)
        {
            if (held.Channel is null || held.Channel == channel)
                return held;
        }

        return null;
    }

    /// <summary>The same with one more; what is held already keeps its time and its reason.</summary>
    public DeliveryHold With(HeldDelivery held) => Held.Any(known => known.Channel == held.Channel) ? this
        // Everything first: it is what a channel is held by, whatever else is.
        : new([.. Held.Add(held).OrderBy(one => one.Channel?.Name, StringComparer.Ordinal)]);

    /// <summary>
    /// The same without a channel; null: nothing is held any more. Where everything is held, every other channel stays so, each as since
    /// and for what all were.
    /// </summary>
    public DeliveryHold Without(Channel? channel)
    {
        if (channel is null)
            return None;
        if (Of(channel.Value) is null)
            return this;
        var rest = new DeliveryHold(Held.RemoveAll(known => known.Channel is null || known.Channel == channel));
        return Held.FirstOrDefault(known => known.Channel is null) is not { } everything ? rest
            : Channel.Contactable.Append(Channel.Agent).Where(other => other != channel)
                .Aggregate(rest, (hold, other) => hold.With(everything with { Channel = other }));
    }
}

/// <summary>What is held, and who did it.</summary>
/// <param name="Channel">The channel; null: all.</param>
/// <param name="Since">Since when.</param>
/// <param name="By">Who: the name of a key, or whoever works on the command line.</param>
/// <param name="Because">Why, in words; null: nobody said.</param>
public sealed record HeldDelivery(Channel? Channel, Instant Since, string By, string? Because)
{
    private static readonly Duration ShortestRest = Duration.FromSeconds(15);
    private static readonly Duration LongestRest = Duration.FromMinutes(10);

    /// <summary>
    /// For how long a message that was taken from its queue rests before it asks again: as long as it has been held so far, so that a short
    /// hold delays little, and a long one costs little where each look is paid for.
    /// </summary>
    public Duration RestAt(Instant now) => Duration.Max(ShortestRest, Duration.Min(now - Since, LongestRest));
}
