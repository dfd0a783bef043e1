using Campaigns.Decisions.Contacts;
using Campaigns.Model;
using CsCheck;
using NodaTime;

namespace Campaigns.Decisions.Tests.Contacts;

/// <summary>A ledger's contacts behave like a list in the order of their instants, however many pages they lie on.</summary>
public sealed class LedgerEntriesTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 6, 1, 0, 0);

    [Fact]
    public void AnyCourse_IsThatOfAList() => Gen.Select(Gen.Int[0, 5], Gen.Int[0, 400], Gen.Int[0, 60]).Array[0, 900].Sample(course =>
    {
        var ledger = ContactLedger.Empty;
        var list = new List<LedgerEntry>();
        foreach (var (kind, message, minute) in course)
        {
            list.RemoveAll(entry => entry.Message == Id(message));
            if (kind == 0)
            {
                ledger = ledger.Without(Id(message));
                continue;
            }

            var entry = Entry(message, minute);
            ledger = ledger.With(entry);
            var behind = list.FindIndex(other => other.At > entry.At);
            list.Insert(behind < 0 ? list.Count : behind, entry);
        }

        Assert.Equal(list, ledger.Entries);
        Assert.Equal(list.Count, ledger.Entries.Count);
        Assert.Equal(list, Enumerable.Range(0, list.Count).Select(i => ledger.Entries[i]));
        for (var message = 0; message <= 400; message += 7)
        {
            Assert.Equal(list.Find(entry => entry.Message == Id(message)), ledger.Find(Id(message)));
            Assert.Equal(list.Where(entry => entry.Enrollment == Whose(message)), ledger.Entries.OfEnrollment(Whose(message)));
        }

        Assert.Equal(list.Order(ByMessage), Enumerable.Range(0, 16).SelectMany(part => ledger.Entries.InPart(part, 16)).Order(ByMessage));
        var before = Start + Duration.FromMinutes(30);
        list.RemoveAll(entry => entry.At < before && entry.Status is not (ContactStatus.Sending or ContactStatus.Reserved));
        Assert.Equal(list, ledger.Prune(before).Entries);
    }, iter: 200);

    [Fact]
    public void Except_IsWhatTheOtherHasDifferently() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 200], Gen.Int[0, 60]).Array[0, 20].Sample(course =>
    {
        var before = Enumerable.Range(0, 150).Aggregate(ContactLedger.Empty, (ledger, i) => ledger.With(Entry(i, i % 60)));
        var after = course.Aggregate(before, (ledger, step) =>
            step.Item1 == 0 ? ledger.Without(Id(step.Item2)) : ledger.With(Entry(step.Item2, step.Item3)));

        Assert.Equal(after.Entries.Where(entry => !before.Entries.Any(other => ReferenceEquals(other, entry))), after.Entries.Except(before.Entries));
        Assert.Equal(before.Entries.Where(entry => !after.Entries.Any(other => ReferenceEquals(other, entry))), before.Entries.Except(after.Entries));
    });

    private static readonly Comparer<LedgerEntry> ByMessage =
        Comparer<LedgerEntry>.Create((one, other) => string.CompareOrdinal(one.Message.Value, other.Message.Value));

    private static MessageId Id(int number) => new($"m{number}");

    private static EnrollmentId Whose(int message) => new($"renewal~k{message / 3}~1");

    private static LedgerEntry Entry(int message, int minute) => new(
        Id(message), (ContactStatus)(message % 5), Start + Duration.FromMinutes(minute), Channel.Sms, "renewal", 50, Whose(message), new("s"));
}
