using Campaigns.Workflows.Customers;
using NodaTime;

namespace Campaigns.Workflows.Runtime;

/// <summary>Delivery reports and reactions: <c>message.delivered</c>, <c>opened</c>, <c>clicked</c>, <c>bounced</c>, <c>complained</c>.</summary>
internal static class MessageReport
{
    public static void Apply(CustomerSession session, CustomerEvent @event)
    {
        if (@event.Message is not { } message)
            return;
        var kind = @event.Type switch
        {
            "message.delivered" => FactKind.Delivered,
            "message.opened" => FactKind.Opened,
            "message.clicked" => FactKind.Clicked,
            "message.bounced" or "message.complained" => FactKind.Failed,
            _ => null,
        };
        if (kind is null)
            return;
        var entry = session.Record.Ledger.Find(message);
        var enrollment = entry is null ? null : session.Record.Enrollments.GetValueOrDefault(entry.Enrollment);
        session.Record.Add(new Fact(session.Instant, kind)
        {
            Message = message, Journey = entry?.Enrollment.Journey, Enrollment = entry?.Enrollment, Step = entry?.Step,
            Channel = entry?.Channel, Version = enrollment?.Version, Policy = enrollment?.Policy,
            Reason = kind == FactKind.Failed ? @event.Data.Text("reason") ?? @event.Type["message.".Length..] : null,
        });
        if (kind == FactKind.Failed && entry is not null)
            Suppress(session, entry.Channel, @event);
    }

    private static void Suppress(CustomerSession session, Channel channel, CustomerEvent @event)
    {
        var soft = @event.Data.Text("kind") == "soft";
        if (soft || session.Record.Profile.ErasedAt is not null || session.Record.Profile.AddressOf(channel) is not { } address)
            return;
        var cause = @event.Type == "message.complained" ? "complaint" : "hard-bounce";
        session.Record.Set(session.Record.Profile with
        {
            Suppressions = session.Record.Profile.Suppressions.Add(new Suppression(channel, address, cause, session.Instant)),
        });
        if (cause == "complaint")
            session.Record.Set(session.Record.Profile.With(new Consent(channel, "marketing", false, session.Instant, "complaint")));
    }
}
