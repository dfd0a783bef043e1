using Campaigns.Model.Customers;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>customers</c>, row <c>b</c>: profile, consents, suppressions.</summary>
internal sealed class CustomerProfileRow
{
    public string Id { get; set; } = "";

    public AttributeBag? Attributes { get; set; }

    public ConsentRow[]? Consents { get; set; }

    public SuppressionRow[]? Suppressions { get; set; }

    public SuppressionLiftRow[]? Lifts { get; set; }

    public bool DoNotDisturb { get; set; }

    public SwitchEvidenceRow? DoNotDisturbEvidence { get; set; }

    public PreferencesRow? Preferences { get; set; }

    public SoftBouncesRow[]? SoftBounces { get; set; }

    public ResponseHoursRow? ResponseHours { get; set; }

    public Instant? ErasedAt { get; set; }

    public static byte[] Write(CustomerProfile profile) => RowJson.Write(new CustomerProfileRow
    {
        Id = profile.Id.Value,
        Attributes = profile.Attributes,
        Consents = RowJson.Map(profile.Consents, ConsentRow.Of),
        Suppressions = RowJson.Map(profile.Suppressions, SuppressionRow.Of),
        Lifts = profile.Lifts.IsDefaultOrEmpty ? null : RowJson.Map(profile.Lifts, SuppressionLiftRow.Of),
        DoNotDisturb = profile.DoNotDisturb,
        DoNotDisturbEvidence = SwitchEvidenceRow.Of(profile.DoNotDisturbEvidence),
        Preferences = PreferencesRow.Of(profile.Preferences),
        SoftBounces = RowJson.Map(profile.SoftBounces, SoftBouncesRow.Of),
        ResponseHours = ResponseHoursRow.Of(profile.ResponseHours),
        ErasedAt = profile.ErasedAt,
    }, RowJson.Context.CustomerProfileRow);

    public static CustomerProfile Read(Row row) =>
        RowJson.Read(CustomerStore.Table, row, RowJson.Context.CustomerProfileRow, static row => new CustomerProfile
        {
            Id = new(row.Id),
            Attributes = row.Attributes ?? AttributeBag.Empty,
            Consents = RowJson.Map(row.Consents, ConsentRow.Read),
            Suppressions = RowJson.Map(row.Suppressions, SuppressionRow.Read),
            Lifts = RowJson.Map(row.Lifts, SuppressionLiftRow.Read),
            DoNotDisturb = row.DoNotDisturb,
            DoNotDisturbEvidence = row.DoNotDisturbEvidence?.Read(),
            Preferences = row.Preferences?.Read(),
            SoftBounces = RowJson.Map(row.SoftBounces, SoftBouncesRow.Read),
            ResponseHours = row.ResponseHours?.Read(),
            ErasedAt = row.ErasedAt,
        });
}

/// <summary>A consent within row <c>b</c>.</summary>
internal sealed class ConsentRow
{
    public string Channel { get; set; } = "";

    public string Purpose { get; set; } = "";

    public bool Granted { get; set; }

    public Instant At { get; set; }

    public string How { get; set; } = "";

    public string? TextVersion { get; set; }

    public string? Source { get; set; }

    public bool Withdrew { get; set; }

    public static ConsentRow Of(Consent consent) => new()
    {
        Channel = consent.Channel.Name,
        Purpose = consent.Purpose,
        Granted = consent.Granted,
        At = consent.At,
        How = consent.How,
        TextVersion = consent.TextVersion,
        Source = consent.Source,
        Withdrew = consent.Withdrew,
    };

    public static Consent Read(ConsentRow row) =>
        new(new(row.Channel), row.Purpose, row.Granted, row.At, row.How, row.TextVersion) { Source = row.Source, Withdrew = row.Withdrew };
}

/// <summary>A suppression within row <c>b</c>.</summary>
internal sealed class SuppressionRow
{
    public string Channel { get; set; } = "";

    public string Address { get; set; } = "";

    public string Cause { get; set; } = "";

    public Instant At { get; set; }

    public Instant? Until { get; set; }

    public static SuppressionRow Of(Suppression suppression) => new()
    {
        Channel = suppression.Channel.Name,
        Address = suppression.Address,
        Cause = suppression.Cause,
        At = suppression.At,
        Until = suppression.Until,
    };

    public static Suppression Read(SuppressionRow row) => new(new(row.Channel), row.Address, row.Cause, row.At, row.Until);
}

/// <summary>That an address may be tried again, within row <c>b</c>.</summary>
internal sealed class SuppressionLiftRow
{
    public string Channel { get; set; } = "";

    public string? Address { get; set; }

    public Instant At { get; set; }

    public static SuppressionLiftRow Of(SuppressionLift lift) => new() { Channel = lift.Channel.Name, Address = lift.Address, At = lift.At };

    public static SuppressionLift Read(SuppressionLiftRow row) => new(new(row.Channel), row.Address, row.At);
}

/// <summary>When and how a switch was turned, within row <c>b</c>.</summary>
internal sealed class SwitchEvidenceRow
{
    public Instant At { get; set; }

    public string How { get; set; } = "";

    public string? Source { get; set; }

    public static SwitchEvidenceRow? Of(SwitchEvidence? evidence) =>
        evidence is null ? null : new() { At = evidence.At, How = evidence.How, Source = evidence.Source };

    public SwitchEvidence Read() => new(At, How, Source);
}
