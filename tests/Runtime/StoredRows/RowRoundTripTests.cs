using Campaigns.Decisions.Contacts;
using Campaigns.Model.Customers;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Customers;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.StoredRows;
using Campaigns.Runtime.Sweeps;
using CsCheck;
using NodaTime;

namespace Campaigns.Runtime.Tests.StoredRows;

/// <summary>What is stored comes back, and is written as it was, whatever it is.</summary>
public sealed class RowRoundTripTests
{
    [Fact]
    public void CustomerHead_AnyValue_ComesBack() => Check<CustomerHead>(CustomerHeadRow.Write, CustomerHeadRow.Read,
        head => head.LedgerRows == 0 ? head : head with { Ledger = ContactLedger.Empty });

    [Fact]
    public void LedgerPart_AnyValue_ComesBack() =>
        Check<LedgerEntry>(entry => LedgerPartRow.Write([entry, entry]), row => LedgerPartRow.Read(row)[1]);

    [Fact]
    public void CustomerProfile_AnyValue_ComesBack() => Check<CustomerProfile>(CustomerProfileRow.Write, CustomerProfileRow.Read);

    [Fact]
    public void Policy_AnyValue_ComesBack() => Check<AttributeBag>(PolicyRow.Write, PolicyRow.Read);

    [Fact]
    public void Enrollment_AnyValue_ComesBack() => Check<EnrollmentRecord>(EnrollmentRow.Write, EnrollmentRow.Read);

    [Fact]
    public void PastEnrollment_AnyValue_ComesBack() => Check<PastEnrollment>(PastEnrollmentRow.Write, PastEnrollmentRow.Read);

    [Fact]
    public void TimelineBatch_AnyValue_ComesBack()
    {
        Check<TimelineEvent>(item => TimelineEventRow.Write([item, item]), row => TimelineEventRow.Read(row)[1]);
        Check<TimelineEvent>(item => TimelineEventRow.Write([item, item], "6a1d7440tally001.7"), row =>
        {
            var (stamp, events) = TimelineEventRow.ReadStamped(row);
            Assert.Equal("6a1d7440tally001.7", stamp);
            return events[0];
        });
    }

    [Fact]
    public void SweepProgress_AnyValue_ComesBack() =>
        Check<SweepProgress>(SweepProgressRow.Write, SweepProgressRow.Read, progress => progress with { Tag = "tag" });

    [Fact]
    public void DocumentHead_AnyValue_ComesBack() => Check<DocumentHead>(DocumentHeadRow.Write, DocumentHeadRow.Read);

    [Fact]
    public void Document_AnyValue_ComesBack() => Check<StoredDocument>(DocumentRow.Write, DocumentRow.Read);

    [Fact]
    public void ShortLink_AnyValue_ComesBack() => Check<ShortLink>(ShortLinkRow.Write, ShortLinkRow.Read, link =>
        link with { Code = "partition" });

    [Fact]
    public void Pace_AnyValue_ComesBack() => Check<Instant>(PaceRow.Write, PaceRow.Read);

    private static void Check<T>(Func<T, byte[]> write, Func<Row, T> read, Func<T, T>? expected = null) =>
        Gen.ULong.Sample(
            seed =>
            {
                var value = new DomainValues(seed).Make<T>();
                var body = write(value);
                var back = read(new Row("partition", "key", body, "tag"));
                Assert.Equal(DomainText.Of(expected is null ? value : expected(value)), DomainText.Of(back));
                Assert.Equal(body, write(back));
            }, iter: 500);
}
