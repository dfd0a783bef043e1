using System.Globalization;
using System.Text.Json;
using Campaigns.Insights.Pressure;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Local.Pressure;

/// <summary>The pressure as plain values, for machines.</summary>
internal static class PressureJson
{
    private static readonly OffsetDateTimePattern Time = OffsetDateTimePattern.Rfc3339;

    /// <summary>Of a portfolio.</summary>
    public static object Plain(PortfolioPressure pressure) => new
    {
        pressure.Customers,
        pressure.Contacts,
        Months = pressure.Months.Select(month => new
        {
            Month = string.Create(CultureInfo.InvariantCulture, $"{month.Year:0000}-{month.Month:00}"),
            month.Contacts,
            month.Contacted,
            Mean = Math.Round(month.Mean, 4),
            month.P95,
            month.Max,
            CustomersByContacts = month.Customers,
        }),
        Rules = pressure.Rules,
        Collisions = pressure.Collisions.Select(pair => new
        {
            Waited = pair.Waited.Value,
            WentFirst = pair.WentFirst.Value,
            pair.Messages,
            pair.SentLater,
            pair.Outranked,
            pair.Bumped,
            pair.Gap,
            pair.Cap,
        }),
        pressure.Unattributed,
    };

    /// <summary>Of a customer. Times are of the customer's zone.</summary>
    public static object Plain(ContactCalendar calendar) => new
    {
        Customer = calendar.Customer.Value,
        TimeZone = calendar.Zone.Id,
        Entries = calendar.Entries.Select(entry => new
        {
            At = Text(entry.At, calendar.Zone),
            Mark = JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Mark.ToString()),
            Ahead = entry.Mark.IsAhead(),
            Journey = entry.Journey.Value,
            Step = entry.Step.Value,
            Policy = entry.Policy?.Value,
            Channel = entry.Channel?.Name,
            entry.Reason,
            Until = entry.Until is { } until ? Text(until, calendar.Zone) : null,
            Message = entry.Message.Value,
        }),
    };

    private static string Text(Instant at, DateTimeZone zone) => Time.Format(at.InZone(zone).ToOffsetDateTime());
}
