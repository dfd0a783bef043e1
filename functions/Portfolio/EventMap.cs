namespace Campaigns.Portfolio;

/// <summary>Something a row says happened, and when.</summary>
/// <param name="Type">The event type, for example <c>policy.issued</c>.</param>
/// <param name="On">The date it happened on; a row without the date has no such event.</param>
/// <param name="NotBefore">
/// The earliest date it may take effect: a cancellation dated before its own issue happens with the issue,
/// right after it, so that whoever hears the events in order ends with a cancelled policy.
/// </param>
/// <param name="When">The condition under which the row has the event; null means always.</param>
/// <param name="PolicyAttributes">The policy attributes the event carries in its data.</param>
/// <param name="Data">Further data; a name also in <paramref name="PolicyAttributes"/> takes its place.</param>
public sealed record EventMap(
    string Type,
    MapValue On,
    MapValue? NotBefore,
    MapValue? When,
    IReadOnlyList<string> PolicyAttributes,
    IReadOnlyDictionary<string, MapValue> Data);
