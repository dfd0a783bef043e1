namespace Campaigns.Insights.Pressure;

/// <summary>What stands in a customer's calendar.</summary>
public enum CalendarMark
{
    /// <summary>A contact was made.</summary>
    Sent,

    /// <summary>Nobody knows whether it was; it counts as one.</summary>
    Unknown,

    /// <summary>It was tried and did not arrive.</summary>
    Failed,

    /// <summary>The contact policy put it off.</summary>
    PutOff,

    /// <summary>It had a slot and had to make way for a more important one.</summary>
    Bumped,

    /// <summary>It will not be sent.</summary>
    Refused,

    /// <summary>It had a slot and was withdrawn.</summary>
    Withdrawn,

    /// <summary>To come: a slot is taken.</summary>
    Reserved,

    /// <summary>To come: put off, it asks again then.</summary>
    AsksAgain,

    /// <summary>To come: the journey plans it; the policy has not been asked yet.</summary>
    Planned,
}

/// <summary>What the marks have in common.</summary>
public static class CalendarMarks
{
    /// <summary>Whether it lies ahead.</summary>
    public static bool IsAhead(this CalendarMark mark) => mark is CalendarMark.Reserved or CalendarMark.AsksAgain or CalendarMark.Planned;

    /// <summary>Whether it is a silence: something that was not said at that moment.</summary>
    public static bool IsHeldBack(this CalendarMark mark) =>
        mark is CalendarMark.PutOff or CalendarMark.Bumped or CalendarMark.Refused or CalendarMark.Withdrawn;
}
