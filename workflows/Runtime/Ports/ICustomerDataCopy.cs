using Campaigns.Model;

namespace Campaigns.Runtime.Ports;

/// <summary>
/// A place besides the rows that has copies of a customer's data: files of messages, or what deleted rows leave in a
/// database's files. An erasure is complete when every such place has been cleared.
/// </summary>
public interface ICustomerDataCopy
{
    /// <summary>What the certificate of an erasure calls it: a code such as <c>outbox</c>.</summary>
    string Name { get; }

    /// <summary>Removes what there is of a customer, for good; once more is harmless.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="messages">All messages to them that are known.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>How many things were removed; null where that is not counted.</returns>
    /// <exception cref="StoreUnavailableException">Not now: it is to be tried again.</exception>
    ValueTask<int?> EraseAsync(CustomerId customer, IReadOnlyCollection<MessageId> messages, CancellationToken cancel);
}
