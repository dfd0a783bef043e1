using BenchmarkDotNet.Attributes;
using Campaigns.Decisions.Contacts;
using Campaigns.Runtime.StoredRows;
using NodaTime;

namespace Campaigns.Contacts.Benchmarks;

/// <summary>A ledger as it is stored: time to write and read it; the bytes of a contact are printed before.</summary>
[MemoryDiagnoser]
public class LedgerRows
{
    private ContactLedger _ledger = ContactLedger.Empty;
    private byte[] _row = [];

    /// <summary>Contacts on the ledger.</summary>
    [Params(10, 100)]
    public int Contacts { get; set; }

    /// <summary>Fills the ledger.</summary>
    [GlobalSetup]
    public void Fill()
    {
        _ledger = Situation.Sent(Contacts, Duration.FromDays(1));
        _row = StoreJson.Write(_ledger);
        Console.WriteLine($"// a ledger of {Contacts} contacts takes {_row.Length} bytes, {_row.Length / Contacts} a contact");
    }

    /// <summary>Writes it.</summary>
    [Benchmark]
    public byte[] Write() => StoreJson.Write(_ledger);

    /// <summary>Reads it.</summary>
    [Benchmark]
    public ContactLedger Read() => StoreJson.Read<ContactLedger>(_row);
}
