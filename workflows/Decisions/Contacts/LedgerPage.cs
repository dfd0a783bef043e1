using Campaigns.Model;

namespace Campaigns.Decisions.Contacts;

/// <summary>Some of a ledger's contacts that follow each other in time; never none.</summary>
internal sealed class LedgerPage
{
    /// <summary>How many one has when it is made of many.</summary>
    public const int Usual = 32;

    /// <summary>The most one has.</summary>
    public const int Most = 64;

    private const int Few = 4; // so many are compared by their texts at once
    private readonly LedgerEntry[] _entries;

    // What is compared first, in one sweep; made when first asked for, since many ledgers are never asked.
    private int[]? _messages;
    private int[]? _enrollments;

    /// <summary>A page of contacts by instant, which become its own.</summary>
    public LedgerPage(LedgerEntry[] entries) => _entries = entries;

    private int[] Enrollments => _enrollments ??= Array.ConvertAll(_entries, static entry => HashOf(entry.Enrollment));

    /// <summary>How many it has.</summary>
    public int Count => _entries.Length;

    /// <summary>Its contacts.</summary>
    public IReadOnlyList<LedgerEntry> Entries => _entries;

    /// <summary>One of them.</summary>
    public LedgerEntry this[int place] => _entries[place];

    /// <summary>What messages are compared by first.</summary>
    public static int HashOf(MessageId message) => string.GetHashCode(message.Value, StringComparison.Ordinal);

    /// <summary>What enrollments are compared by first: the same in every process.</summary>
    public static int HashOf(EnrollmentId enrollment) => (int)StableHash.Of(enrollment.Value);

    /// <summary>What the enrollment of the contact at a place is compared by first.</summary>
    public int EnrollmentHash(int place) => Enrollments[place];

    /// <summary>The place of a message, or -1.</summary>
    public int Find(MessageId message, int hash)
    {
        if (_entries.Length <= Few)
        {
            for (var i = 0; i < _entries.Length; i++)
            {
                if (_entries[i].Message == message)
                    return i;
            }

            return -1;
        }

        var hashes = _messages ??= Array.ConvertAll(_entries, static entry => HashOf(entry.Message));
        for (var place = Next(hashes, hash, 0); place >= 0; place = Next(hashes, hash, place + 1))
        {
            if (_entries[place].Message == message)
                return place;
        }

        return -1;
    }

    /// <summary>The next place of an enrollment's contacts from one on, or -1.</summary>
    public int Next(EnrollmentId enrollment, int hash, int from)
    {
        if (_entries.Length <= Few)
        {
            for (var i = from; i < _entries.Length; i++)
            {
                if (_entries[i].Enrollment == enrollment)
                    return i;
            }

            return -1;
        }

        var hashes = Enrollments;
        for (var place = Next(hashes, hash, from); place >= 0; place = Next(hashes, hash, place + 1))
        {
            if (_entries[place].Enrollment == enrollment)
                return place;
        }

        return -1;
    }

    /// <summary>With a contact after those of its instant.</summary>
    /// <param name="entry">The contact.</param>
    /// <param name="without">The place of one that leaves; -1: none does.</param>
    public LedgerPage With(LedgerEntry entry, int without = -1)
    {
        var entries = new LedgerEntry[_entries.Length + (without < 0 ? 1 : 0)];
        var (next, placed) = (0, false);
        for (var i = 0; i < _entries.Length; i++)
        {
            if (i == without)
                continue;
            if (!placed && _entries[i].At > entry.At)
                (entries[next++], placed) = (entry, true);
            entries[next++] = _entries[i];
        }

        if (!placed)
            entries[next] = entry;
        return new(entries);
    }

    /// <summary>Without the contact at a place.</summary>
    public LedgerPage Without(int place) => new([.. _entries.AsSpan(0, place), .. _entries.AsSpan(place + 1)]);

    /// <summary>With those of the page behind it.</summary>
    public LedgerPage And(LedgerPage next) => new([.. _entries, .. next._entries]);

    /// <summary>The two halves of it.</summary>
    public LedgerPage[] Halves() => [new(_entries[..(_entries.Length / 2)]), new(_entries[(_entries.Length / 2)..])];

    private static int Next(int[] hashes, int hash, int from)
    {
        var found = hashes.AsSpan(from).IndexOf(hash);
        return found < 0 ? -1 : from + found;
    }
}
