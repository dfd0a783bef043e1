using Campaigns.Runtime.Files;
using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>The file as such: creating it, recognising it, and the settings each connection needs.</summary>
internal static class StoreFile
{
    /// <summary>The version of the tables below, kept in <c>PRAGMA user_version</c>.</summary>
    public const int SchemaVersion = 1;

    // "Camp" in ASCII, PRAGMA application_id: tells our files from other programs' databases.
    private const int ApplicationId = 0x43616D70;

    // rows and messages are clustered on their key (WITHOUT ROWID): the rows of a partition, and the messages due next,
    // lie side by side in one or two pages. A message's key begins with the instant it becomes visible, so receiving is
    // one descent however many are delayed; hiding a message moves it.
    private static readonly string[] Schema =
    [
        """
        CREATE TABLE rows (
            tbl TEXT NOT NULL, pk TEXT NOT NULL, rk TEXT NOT NULL, tag INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (tbl, pk, rk)) WITHOUT ROWID
        """,
        """
        CREATE TABLE messages (
            queue TEXT NOT NULL, visible INTEGER NOT NULL, id INTEGER NOT NULL,
            receipt INTEGER NOT NULL, dequeued INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (queue, visible, id)) WITHOUT ROWID
        """,
        "CREATE TABLE sequence (next INTEGER NOT NULL)",
        "INSERT INTO sequence VALUES (1)",
    ];

    /// <summary>Opens a connection that writes, creating the store when the file is new.</summary>
    public static Connection OpenWriter(StoreSettings store)
    {
        Restrict(store);
        var connection = new Connection(store);
        try
        {
            // Before the first look at the file: then the log needs no index shared with other processes.
            if (store.Durability == Durability.Relaxed) connection.Execute("PRAGMA locking_mode = EXCLUSIVE");
            if (connection.ReadNumber("PRAGMA application_id") == 0) Create(connection);
            Recognise(connection, store.Path);
            connection.Execute($"PRAGMA synchronous = {(store.Durability == Durability.Power ? "FULL" : "OFF")}");
            // KiB. Small on purpose: it holds the upper levels of the trees, and a commit after a page split walks the
            // whole cache; 64 MiB cost a quarter of all writing time, where a miss costs one read from the system's cache.
            // A transaction that goes on over many writes seldom commits, and its cache must hold what it has changed.
            connection.Execute($"PRAGMA cache_size = -{(store.Durability == Durability.Relaxed ? 32768 : 8192)}");
            connection.Execute("PRAGMA wal_autocheckpoint = 8000"); // pages
            connection.Execute("PRAGMA journal_size_limit = 67108864"); // bytes the log keeps after a burst
            connection.Execute("PRAGMA temp_store = MEMORY");
            // What is deleted or replaced is overwritten: an erased customer's data must not stay in free pages.
            connection.Execute("PRAGMA secure_delete = ON");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that only reads an existing store.</summary>
    public static Connection OpenReader(StoreSettings store)
    {
        var connection = new Connection(store);
        connection.Execute("PRAGMA query_only = ON");
        // KiB; every commit by another connection empties it, which takes longer for a large one
        connection.Execute("PRAGMA cache_size = -2048");
        return connection;
    }

    // Before SQLite makes it with the rights of the process; the log and its index get the same rights as the file.
    private static void Restrict(StoreSettings store)
    {
        try
        {
            PrivateFiles.EnsureFile(store.Path);
            foreach (var beside in (ReadOnlySpan<string>)["-wal", "-shm"])
                PrivateFiles.Restrict(store.Path + beside); // of a host of an earlier version that was killed
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // SQLite says what is wrong with the place, in the words of every other failure.
        }
    }

    private static void Create(Connection connection)
    {
        if (connection.ReadNumber("SELECT count(*) FROM sqlite_master") > 0) return;

        SetPageSize(connection);
        EnterWal(connection);
        connection.Execute("BEGIN IMMEDIATE");
        if (connection.ReadNumber("PRAGMA application_id") == 0)
        {
            foreach (var statement in Schema) connection.Execute(statement);
            connection.Execute($"PRAGMA application_id = {ApplicationId}");
            connection.Execute($"PRAGMA user_version = {SchemaVersion}");
        }

        connection.Execute("COMMIT");
    }

    /// <summary>
    /// Sets the size of the pages of a file that is still empty, or of the copy that is made next. A commit writes whole pages, mostly one
    /// for each customer in it, so smaller ones write less; still smaller ones would not hold a usual body beside its key. Files of earlier
    /// versions have pages of 8 KiB and keep them.
    /// </summary>
    public static void SetPageSize(Connection connection) => connection.Execute("PRAGMA page_size = 4096");

    // Changing the journal does not wait for a lock, it fails at once: so when another process creates the same file in
    // the same moment, queue up behind it with an empty transaction, which does wait.
    private static void EnterWal(Connection connection)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                connection.Execute("PRAGMA journal_mode = WAL");
                return;
            }
            catch (StoreUnavailableException) when (tries < 10)
            {
                connection.Execute("BEGIN IMMEDIATE");
                connection.Execute("COMMIT");
            }
        }
    }

    /// <summary>Refuses a file that is not ours, or of a newer version.</summary>
    public static void Recognise(Connection connection, string path)
    {
        if (connection.ReadNumber("PRAGMA application_id") != ApplicationId)
            throw new StoreFormatException($"{path} is a SQLite database of another program. Name another file.");

        var version = connection.ReadNumber("PRAGMA user_version");
        if (version > SchemaVersion)
            throw new StoreFormatException(
                $"{path} was written by a newer version (schema {version}; this one knows {SchemaVersion}). Upgrade the program, or name " +
                $"another file.");
    }
}
