using System.Text.Json.Serialization;
namespace Campaigns.Azure.Durable;

/// <summary>What a clock remembers: ids and instants, no data of the customer.</summary>
/// <param name="Customer">Whose enrollment it is.</param>
/// <param name="Timers">When to fire, UTC, the earliest first.</param>
public sealed record ClockState(string Customer, [property: JsonPropertyName("Alarms")] IReadOnlyList<DateTime> Timers)
{
    /// <summary>The next timer; null: none.</summary>
    internal DateTime? Next => Timers.Count > 0 ? Timers[0] : null;

    /// <summary>With another timer.</summary>
    public ClockState With(DateTime timer) => this with { Timers = [.. Timers.Append(timer).Distinct().Order()] };

    /// <summary>Without those that have fired.</summary>
    public ClockState After(DateTime now) => this with { Timers = [.. Timers.Where(timer => timer > now)] };
}
