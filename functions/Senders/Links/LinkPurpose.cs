namespace Campaigns.Senders.Links;

/// <summary>What a link does. Part of the sealed token, so that a tracking link cannot be replayed as an unsubscribe link.</summary>
public enum LinkPurpose : byte
{
    /// <summary>Refuses further messages.</summary>
    Unsubscribe = 1,

    /// <summary>Notes a click and leads to the target.</summary>
    Click = 2,

    /// <summary>Notes that a message was opened.</summary>
    Open = 3,

    /// <summary>Lets a provider report about the message.</summary>
    Report = 4,
}
