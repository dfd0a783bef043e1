using Campaigns.Model;

namespace Campaigns.Runtime.Ports;

/// <summary>
/// What a receiver of timeline events has saved with those of one attempt at one unit of work. Every stamp ends once: by
/// <see cref="ITimelineSink.Receive(CustomerId, IReadOnlyList{Model.Timeline.TimelineEvent}, ITimelineStamp)"/> or by
/// <see cref="Doubt"/>.
/// </summary>
public interface ITimelineStamp
{
    /// <summary>What is saved; no two stamps are equal.</summary>
    string Value { get; }

    /// <summary>
    /// Nobody can say whether the unit of work was saved: the store did not answer; or it says that somebody has written already, which
    /// may have been this attempt, repeated below by a client that lost the first answer. The receiver looks.
    /// </summary>
    /// <param name="customer">Whose.</param>
    /// <param name="batch">The number its timeline events would have.</param>
    /// <param name="answered">Whether the store answered: then what is not there now never will be.</param>
    void Doubt(CustomerId customer, long batch, bool answered);
}
