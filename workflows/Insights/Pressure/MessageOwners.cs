using Campaigns.Model;

namespace Campaigns.Insights.Pressure;

/// <summary>
/// Whose messages a customer's latest ones were. Holds a fixed number, so that memory does not grow with a customer's history.
/// </summary>
internal sealed class MessageOwners
{
    /// <summary>More than any window of a cap holds: a policy that allowed more in its longest window would limit nothing.</summary>
    private const int Capacity = 64;

    private readonly List<(ulong Message, JourneyId Journey)> _latest = [];
    private int _oldest;

    public void Remember(MessageId message, JourneyId journey)
    {
        var key = StableHash.Of(message.Value);
        if (Find(key) is not null)
            return;
        if (_latest.Count < Capacity)
        {
            _latest.Add((key, journey));
            return;
        }

        _latest[_oldest] = (key, journey);
        _oldest = (_oldest + 1) % Capacity;
    }

    public JourneyId? Find(string message) => Find(StableHash.Of(message));

    private JourneyId? Find(ulong key)
    {
        foreach (var (message, journey) in _latest)
        {
            if (message == key)
                return journey;
        }

        return null;
    }
}
