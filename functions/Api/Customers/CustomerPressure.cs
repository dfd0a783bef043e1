using Campaigns.Api.Http;
using Campaigns.Insights.Pressure;
using Campaigns.Model;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace Campaigns.Api.Customers;

/// <summary><c>GET /api/customers/{id}/pressure</c>: what was said to the customer, held back, and is to come.</summary>
/// <remarks>
/// One read of the customer and their timeline. A whole portfolio's pressure is a scan of the store: <c>campaigns pressure</c> does that.
/// </remarks>
public static class CustomerPressure
{
    /// <summary>The calendar; <c>?from=</c> and <c>?to=</c> keep some days of the customer's own.</summary>
    public static async Task<Results<JsonHttpResult<CalendarView>, Problem>> GetAsync(
        string id, HttpRequest request, CustomerStore customers, CampaignLibrary library, CancellationToken cancel)
    {
        if (RouteIds.Check(id, "customer") is { } invalid)
            return invalid;
        if (Query.Date(request, "from", LocalDate.MinIsoValue, out var from) is { } badFrom)
            return badFrom;
        if (Query.Date(request, "to", LocalDate.MaxIsoValue, out var to) is { } badTo)
            return badTo;
        if (to < from)
            return RouteIds.Bad("to", "bad-query", "\"to\" must not lie before \"from\".");
        var record = await customers.LoadAsync(new CustomerId(id), cancel);
        if (!record.Exists)
            return Problem.NotFound("unknown-customer", "There is no customer with this id.");
        var timelineEvents = await customers.ReadTimelineAsync(record.Id, cancel).ToListAsync(cancel);
        var calendar = ContactCalendar.Of(record, timelineEvents, library.ContactPolicy.TimeZone).Within(new PressurePeriod(from, to));
        return TypedResults.Json(CalendarView.Of(calendar), ApiJson.Options);
    }
}

/// <summary>A customer's calendar.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="TimeZone">Whose days it is read by.</param>
/// <param name="Entries">By time.</param>
public sealed record CalendarView(CustomerId Customer, string TimeZone, IReadOnlyList<CalendarEntryView> Entries)
{
    internal static CalendarView Of(ContactCalendar calendar) =>
        new(calendar.Customer, calendar.Zone.Id, [.. calendar.Entries.Select(CalendarEntryView.Of)]);
}

/// <summary>One thing said, held back, or to come.</summary>
/// <param name="At">When.</param>
/// <param name="Mark">Which of these it is.</param>
/// <param name="Ahead">Whether it is to come.</param>
/// <param name="Journey">Whose message it is.</param>
/// <param name="Step">Which step's.</param>
/// <param name="Policy">The policy it is about.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Reason">The reason code of a silence.</param>
/// <param name="Until">Until when it was put off.</param>
/// <param name="Message">The message.</param>
public sealed record CalendarEntryView(
    Instant At, CalendarMark Mark, bool Ahead, JourneyId Journey, StepId Step, PolicyId? Policy, Channel? Channel, string? Reason,
    Instant? Until, MessageId Message)
{
    internal static CalendarEntryView Of(CalendarEntry entry) => new(
        entry.At, entry.Mark, entry.Mark.IsAhead(), entry.Journey, entry.Step, entry.Policy, entry.Channel, entry.Reason, entry.Until,
        entry.Message);
}
