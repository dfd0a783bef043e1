using System.Collections;
using System.Runtime.CompilerServices;
using Campaigns.Model;

namespace Campaigns.Decisions.Contacts;

/// <summary>
/// The contacts of a ledger by instant. Immutable; one that differs in a contact shares all pages but one or two with this one, so a change
/// costs the same whether there are ten contacts or a thousand. Contacts are found by message and by enrollment without comparing texts.
/// </summary>
[CollectionBuilder(typeof(LedgerEntries), nameof(Of))]
public sealed class LedgerEntries : IReadOnlyList<LedgerEntry>
{
    /// <summary>No contacts.</summary>
    public static readonly LedgerEntries Empty = new([], 0);

    private readonly LedgerPage[] _pages;

    private LedgerEntries(LedgerPage[] pages, int count) => (_pages, Count) = (pages, count);

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The contact at a place in the order of their instants.</summary>
    public LedgerEntry this[int index]
    {
        get
        {
            foreach (var page in _pages)
            {
                if (index < page.Count)
                    return page[index];
                index -= page.Count;
            }

            throw new ArgumentOutOfRangeException(nameof(index));
        }
    }

    /// <summary>Contacts that are in the order of their instants.</summary>
    public static LedgerEntries Of(ReadOnlySpan<LedgerEntry> entries)
    {
        if (entries.IsEmpty)
            return Empty;
        var pages = new LedgerPage[(entries.Length + LedgerPage.Usual - 1) / LedgerPage.Usual];
        for (var i = 0; i < pages.Length; i++)
            pages[i] = new(entries.Slice(i * LedgerPage.Usual, Math.Min(LedgerPage.Usual, entries.Length - (i * LedgerPage.Usual))).ToArray());
        return new(pages, entries.Length);
    }

    /// <summary>The contact of a message, or null.</summary>
    public LedgerEntry? Find(MessageId message)
    {
        var hash = LedgerPage.HashOf(message);
        foreach (var page in _pages)
        {
            if (page.Find(message, hash) is var place && place >= 0)
                return page[place];
        }

        return null;
    }

    /// <summary>The contacts of an enrollment, by instant.</summary>
    public IEnumerable<LedgerEntry> OfEnrollment(EnrollmentId enrollment)
    {
        var hash = LedgerPage.HashOf(enrollment);
        foreach (var page in _pages)
        {
            for (var place = page.Next(enrollment, hash, 0); place >= 0; place = page.Next(enrollment, hash, place + 1))
                yield return page[place];
        }
    }

    /// <summary>Which of so many parts of a ledger the contacts of an enrollment belong to: the same in every process and version.</summary>
    /// <param name="enrollment">The enrollment.</param>
    /// <param name="parts">How many parts; a power of two.</param>
    public static int PartOf(EnrollmentId enrollment, int parts) => LedgerPage.HashOf(enrollment) & (parts - 1);

    /// <summary>The contacts of a part, by instant.</summary>
    /// <param name="part">Which; see <see cref="PartOf"/>.</param>
    /// <param name="parts">How many parts; a power of two.</param>
    public IEnumerable<LedgerEntry> InPart(int part, int parts)
    {
        foreach (var page in _pages)
        {
            for (var place = 0; place < page.Count; place++)
            {
                if ((page.EnrollmentHash(place) & (parts - 1)) == part)
                    yield return page[place];
            }
        }
    }

    /// <summary>With a contact added after those of its instant, or in the place of the one with the same message.</summary>
    internal LedgerEntries With(LedgerEntry entry)
    {
        var (old, place) = PlaceOf(entry.Message);
        var target = 0;
        while (target + 1 < _pages.Length && _pages[target + 1][0].At <= entry.At)
            target++;
        if (old < 0)
            return Replaced(target, _pages.Length == 0 ? new LedgerPage([entry]) : _pages[target].With(entry), Count + 1);
        if (old == target)
            return Replaced(target, _pages[target].With(entry, without: place), Count);
        var page = _pages[target].With(entry);
        return old < target
            ? Replaced(target, page, Count + 1).Without(old, place)
            : Without(old, place).Replaced(target, page, Count);
    }

    /// <summary>Without the contact of a message.</summary>
    internal LedgerEntries Without(MessageId message)
    {
        var (page, place) = PlaceOf(message);
        return page < 0 ? this : Without(page, place);
    }

    /// <summary>Without contacts of a kind; the same object when there are none.</summary>
    internal LedgerEntries Without(Predicate<LedgerEntry> which)
    {
        List<LedgerEntry>? kept = null;
        var passed = 0;
        foreach (var entry in this)
        {
            if (which(entry))
                kept ??= [.. this.Take(passed)];
            else
                kept?.Add(entry);
            passed++;
        }

        return kept is null ? this : Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(kept));
    }

    /// <summary>The contacts that another ledger has differently, or not at all; pages that both have are passed over.</summary>
    /// <param name="other">The other.</param>
    public IEnumerable<LedgerEntry> Except(LedgerEntries other)
    {
        if (ReferenceEquals(this, other))
            yield break;
        var shared = new HashSet<LedgerPage>(other._pages, ReferenceEqualityComparer.Instance);
        HashSet<LedgerEntry>? known = null;
        foreach (var page in _pages)
        {
            if (shared.Contains(page))
                continue;
            known ??= new(other._pages.Except(_pages).SelectMany(static page => page.Entries), ReferenceEqualityComparer.Instance);
            foreach (var entry in page.Entries)
            {
                if (!known.Contains(entry))
                    yield return entry;
            }
        }
    }

    /// <summary>Goes through them by instant.</summary>
    public Enumerator GetEnumerator() => new(_pages);

    IEnumerator<LedgerEntry> IEnumerable<LedgerEntry>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private (int Page, int Place) PlaceOf(MessageId message)
    {
        var hash = LedgerPage.HashOf(message);
        for (var i = 0; i < _pages.Length; i++)
        {
            if (_pages[i].Find(message, hash) is var place && place >= 0)
                return (i, place);
        }

        return (-1, -1);
    }

    private LedgerEntries Without(int at, int place)
    {
        if (_pages[at].Count > 1)
            return Replaced(at, _pages[at].Without(place), Count - 1);
        return Count == 1 ? Empty : new([.. _pages[..at], .. _pages[(at + 1)..]], Count - 1);
    }

    private LedgerEntries Replaced(int at, LedgerPage page, int count)
    {
        if (page.Count > LedgerPage.Most)
            return new([.. _pages[..at], .. page.Halves(), .. _pages[(at + 1)..]], count);
        if (_pages.Length <= 1)
            return new([page], count);
        // Pages that have become small are put together, or there would be as many in the end as contacts.
        if (at + 1 < _pages.Length && page.Count + _pages[at + 1].Count <= LedgerPage.Usual)
            return new([.. _pages[..at], page.And(_pages[at + 1]), .. _pages[(at + 2)..]], count);
        var pages = (LedgerPage[])_pages.Clone();
        pages[at] = page;
        return new(pages, count);
    }

    /// <summary>Goes through contacts by instant.</summary>
    public struct Enumerator : IEnumerator<LedgerEntry>
    {
        private readonly LedgerPage[] _pages;
        private int _page;
        private int _place = -1;

        internal Enumerator(LedgerPage[] pages) => _pages = pages;

        /// <inheritdoc/>
        public readonly LedgerEntry Current => _pages[_page][_place];

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            if (_page >= _pages.Length)
                return false;
            if (++_place < _pages[_page].Count)
                return true;
            (_page, _place) = (_page + 1, 0);
            return _page < _pages.Length;
        }

        /// <inheritdoc/>
        public void Reset() => (_page, _place) = (0, -1);

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
