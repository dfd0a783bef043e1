using Campaigns.Model;

namespace Campaigns.Decisions.Contacts;

/// <summary>What the timing rules need to know of a message: of one that asks, and of one that has its place and must move.</summary>
/// <param name="Message">Its id.</param>
/// <param name="Channel">By which channel.</param>
/// <param name="Category">Its category.</param>
/// <param name="Priority">Its journey's priority.</param>
/// <param name="Journey">Its journey.</param>
/// <param name="Important">Whether it goes before the journey's other messages.</param>
/// <param name="AnyHour">Whether it goes out in quiet hours too, being exempt.</param>
internal readonly record struct ContactClaim(
    MessageId Message, Channel Channel, string Category, int Priority, JourneyId Journey, bool Important, bool AnyHour)
{
    public static ContactClaim Of(ContactRequest request, Channel channel) =>
        new(request.Message, channel, request.Category, request.Priority, request.Journey, request.Important, request.AnyHour);

    public static ContactClaim Of(LedgerEntry entry) =>
        new(entry.Message, entry.Channel, entry.Category, entry.Priority, entry.Enrollment.Journey, entry.Important, entry.AnyHour);

    /// <summary>Whether a contact goes before this message: by its priority, or as an important one of the same journey.</summary>
    public bool IsOutrankedBy(LedgerEntry entry) => entry.Priority > Priority || (IsOfSameRank(entry) && entry.Important && !Important);

    /// <summary>Whether this message goes before a contact.</summary>
    public bool Outranks(LedgerEntry entry) => entry.Priority < Priority || (IsOfSameRank(entry) && Important && !entry.Important);

    private bool IsOfSameRank(LedgerEntry entry) => entry.Priority == Priority && entry.Enrollment.IsOf(Journey);
}
