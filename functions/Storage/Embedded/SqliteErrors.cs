using Campaigns.Runtime.Ports;
using SQLitePCL;

namespace Campaigns.Storage.Embedded;

/// <summary>Turns SQLite's result codes into what the ports promise, in words an operator can act on.</summary>
internal static class SqliteErrors
{
    /// <summary>The exception for a failed call.</summary>
    /// <param name="code">The extended result code.</param>
    /// <param name="detail">SQLite's own message.</param>
    /// <param name="store">Which file, and how long was waited for it.</param>
    public static Exception From(int code, string detail, StoreSettings store) => (code & 0xFF) switch
    {
        raw.SQLITE_NOTADB => new StoreFormatException(
            $"{store.Path} is not a store: it is not a SQLite database. Name another file, or move this one."),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Unavailable(
            $"another process kept it locked for more than {store.BusyTimeout.TotalSeconds:0.###} s; try again", code, detail, store),
        raw.SQLITE_FULL => Unavailable("the disk is full; make room and try again", code, detail, store),
        raw.SQLITE_IOERR => Unavailable("the disk reported an error", code, detail, store),
        raw.SQLITE_CANTOPEN =>
            Unavailable("the file cannot be opened; check that its folder exists and may be written", code, detail, store),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => Unavailable("the file may not be written", code, detail, store),
        raw.SQLITE_CORRUPT => Unavailable("the file is damaged; restore it from a backup", code, detail, store),
        _ => Unavailable("the database reported an error", code, detail, store),
    };

    private static StoreUnavailableException Unavailable(string reason, int code, string detail, StoreSettings store) =>
        new($"The store {store.Path} is unavailable: {reason}. (SQLite {code}: {detail})");
}
