namespace Campaigns.Azure.Durable;

/// <summary>What a clock remembers: ids and instants, no data of the customer.</summary>
/// <param name="Customer">Whose enrollment it is.</param>
/// <param name="Alarms">When to ring, UTC, the earliest first.</param>
public sealed record ClockState(string Customer, IReadOnlyList<DateTime> Alarms)
{
    /// <summary>The next alarm; null: none.</summary>
    internal DateTime? Next => Alarms.Count > 0 ? Alarms[0] : null;

    /// <summary>With another alarm.</summary>
    public ClockState With(DateTime alarm) => this with { Alarms = [.. Alarms.Append(alarm).Distinct().Order()] };

    /// <summary>Without those that have rung.</summary>
    public ClockState After(DateTime now) => this with { Alarms = [.. Alarms.Where(alarm => alarm > now)] };
}
