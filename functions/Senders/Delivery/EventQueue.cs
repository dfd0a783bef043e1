using Campaigns.Runtime.DeadLetters;

namespace Campaigns.Senders.Delivery;

/// <summary>The queue that others deliver events into, for hosts that read one.</summary>
public static class EventQueue
{
    /// <summary>Its name.</summary>
    public const string Name = "events";

    /// <summary>The queue that keeps events that could not be handled.</summary>
    public static string DeadLetters => DeadLetterWriter.QueueOf(Name);
}
