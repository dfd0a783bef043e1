using Campaigns.Model;
using Campaigns.Model.Timeline;

namespace Campaigns.Insights.Pressure;

/// <summary>
/// What is kept of one customer while their timeline events are read: contacts by month, the latest messages, and those held back.
/// It does not grow with the number of timeline events.
/// </summary>
public sealed class CustomerTally
{
    private readonly List<(int Month, int Contacts)> _months = [];
    private readonly Dictionary<MessageId, HeldMessage> _held = [];
    private readonly Dictionary<MessageId, int> _perhaps = [];

    internal CustomerTally()
    {
    }

    /// <summary>Contacts by month, counted from year 0.</summary>
    internal IReadOnlyList<(int Month, int Contacts)> Months => _months;

    internal MessageOwners Owners { get; } = new();

    internal void Contact(int month)
    {
        // Timeline events come in order, so it is nearly always the last one.
        var index = _months.FindLastIndex(m => m.Month == month);
        if (index < 0)
            _months.Add((month, 1));
        else
            _months[index] = (month, _months[index].Contacts + 1);
    }

    /// <summary>Remembers the month of a contact of which nobody knows whether it was one.</summary>
    internal void ContactPerhaps(MessageId message, int month)
    {
        _perhaps[message] = month;
        Contact(month);
    }

    /// <summary>A contact of which that was not known was none; one outside the period was not counted.</summary>
    internal void TakeBack(MessageId message)
    {
        if (!_perhaps.Remove(message, out var month) || _months.FindIndex(m => m.Month == month) is not (>= 0 and var index))
            return;
        if (_months[index].Contacts == 1)
            _months.RemoveAt(index);
        else
            _months[index] = (month, _months[index].Contacts - 1);
    }

    /// <summary>The message as held back, from now on or already.</summary>
    internal HeldMessage Hold(TimelineEvent timelineEvent)
    {
        if (!_held.TryGetValue(timelineEvent.Message!.Value, out var held))
            _held[timelineEvent.Message.Value] = held = new HeldMessage(timelineEvent);
        return held;
    }

    /// <summary>Forgets a message that is decided; what it was held back by, or null.</summary>
    internal HeldMessage? Settle(MessageId message) => _held.Remove(message, out var held) ? held : null;

    /// <summary>Forgets what an enrollment that is over can no longer send.</summary>
    internal void Settle(TimelineEvent end)
    {
        foreach (var (message, held) in _held)
        {
            if (held.EndsWith(end))
                _held.Remove(message);
        }
    }
}
