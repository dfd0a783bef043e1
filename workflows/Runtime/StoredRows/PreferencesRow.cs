using Campaigns.Model.Customers;
using Campaigns.Model.Customers.Preferences;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>A customer's preferences within row <c>b</c>.</summary>
internal sealed class PreferencesRow
{
    public int? MostPerMonth { get; set; }

    public bool Less { get; set; }

    public string? Channel { get; set; }

    public HoursRow? Hours { get; set; }

    public Instant At { get; set; }

    public string How { get; set; } = "";

    public static PreferencesRow? Of(CustomerPreferences? preferences) => preferences is null ? null : new()
    {
        MostPerMonth = preferences.MostPerMonth,
        Less = preferences.Less,
        Channel = preferences.Channel?.Name,
        Hours = preferences.Hours is { } hours ? new() { From = hours.From, To = hours.To } : null,
        At = preferences.At,
        How = preferences.How,
    };

    public CustomerPreferences Read() => new()
    {
        MostPerMonth = MostPerMonth,
        Less = Less,
        Channel = Channel is { } channel ? new(channel) : null,
        Hours = Hours is { } hours ? new(hours.From, hours.To) : null,
        At = At,
        How = How,
    };

    /// <summary>A time of day within preferences.</summary>
    internal sealed class HoursRow
    {
        public LocalTime From { get; set; }

        public LocalTime To { get; set; }
    }
}

/// <summary>Soft bounces of an address within row <c>b</c>.</summary>
internal sealed class SoftBouncesRow
{
    public string Channel { get; set; } = "";

    public string Address { get; set; } = "";

    public Instant[]? At { get; set; }

    public static SoftBouncesRow Of(SoftBounces bounces) =>
        new() { Channel = bounces.Channel.Name, Address = bounces.Address, At = RowJson.Map(bounces.At, static at => at) };

    public static SoftBounces Read(SoftBouncesRow row) => new(new(row.Channel), row.Address, RowJson.Map(row.At, static at => at));
}

/// <summary>The hours of a customer's answers within row <c>b</c>.</summary>
internal sealed class ResponseHoursRow
{
    public double[]? Weights { get; set; }

    public Instant At { get; set; }

    public static ResponseHoursRow? Of(ResponseHours? hours) =>
        hours is null ? null : new() { Weights = RowJson.Map(hours.Weights, static weight => weight), At = hours.At };

    public ResponseHours Read() => new(RowJson.Map(Weights, static weight => weight), At);
}
