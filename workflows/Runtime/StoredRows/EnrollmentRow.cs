using Campaigns.Decisions.Engine;
using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>customers</c>, rows <c>e:</c> and <c>f:</c>: an enrollment, running or finished.</summary>
internal sealed class EnrollmentRow
{
    public string Id { get; set; } = "";

    public string Subject { get; set; } = "";

    public string Journey { get; set; } = "";

    public int Version { get; set; }

    public Instant EnteredAt { get; set; }

    public string? Policy { get; set; }

    public AttributeBag? Event { get; set; }

    public bool Holdout { get; set; }

    public bool Held { get; set; }

    public EnrollmentStateRow? State { get; set; }

    public Instant? WakeAt { get; set; }

    public int Revision { get; set; }

    public static byte[] Write(EnrollmentRecord enrollment) => RowJson.Write(new EnrollmentRow
    {
        Id = enrollment.Id.Value,
        Subject = enrollment.Subject,
        Journey = enrollment.Journey.Value,
        Version = enrollment.Version,
        EnteredAt = enrollment.EnteredAt,
        Policy = enrollment.Policy?.Value,
        Event = enrollment.Event,
        Holdout = enrollment.Holdout,
        Held = enrollment.Held,
        State = EnrollmentStateRow.Of(enrollment.State),
        WakeAt = enrollment.WakeAt,
        Revision = enrollment.Revision,
    }, RowJson.Context.EnrollmentRow);

    public static EnrollmentRecord Read(Row row) => RowJson.Read(CustomerStore.Table, row, RowJson.Context.EnrollmentRow, static row =>
        new EnrollmentRecord(new(row.Id), row.Subject, new(row.Journey), row.Version, row.EnteredAt)
        {
            Policy = row.Policy is { } policy ? new(policy) : null,
            Event = row.Event,
            Holdout = row.Holdout,
            Held = row.Held,
            State = row.State?.Read() ?? EnrollmentState.Initial,
            WakeAt = row.WakeAt,
            Revision = row.Revision,
        });
}
