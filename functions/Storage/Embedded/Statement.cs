using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Campaigns.Storage.Embedded;

/// <summary>A prepared statement: bind, then <see cref="Run"/> it or <see cref="Step"/> through its rows and <see cref="Reset"/>.</summary>
internal sealed class Statement(Connection connection, sqlite3_stmt handle) : IDisposable
{
    private const int StackBytes = 384;

    // A lone surrogate would become U+FFFD and make two keys one, so it is refused.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Refuses text that could not be bound.</summary>
    /// <exception cref="ArgumentException">It has a lone surrogate.</exception>
    public static void CheckText(string text) => Utf8.GetByteCount(text);

    /// <summary>Binds a number to the parameter at <paramref name="index"/>, counted from 1.</summary>
    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    /// <summary>Binds text, encoded on the stack where it fits: binding a string as such would allocate.</summary>
    public Statement Bind(int index, string value)
    {
        var max = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (max <= StackBytes)
        {
            Span<byte> bytes = stackalloc byte[StackBytes];
            Check(BindUtf8(index, bytes[..Utf8.GetBytes(value, bytes)]));
            return this;
        }

        var rented = ArrayPool<byte>.Shared.Rent(max);
        try
        {
            Check(BindUtf8(index, rented.AsSpan(0, Utf8.GetBytes(value, rented))));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return this;
    }

    /// <summary>Binds bytes; an empty span is an empty blob, not NULL.</summary>
    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    /// <summary>Moves to the next row; false at the end, where the statement is ready to be bound again.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;

        var failure = code == raw.SQLITE_DONE ? null : connection.Failure(code);
        Reset();
        return failure is null ? false : throw failure;
    }

    /// <summary>Runs to the end, ignoring rows.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Runs and returns how many rows were written or removed.</summary>
    public int RunCounting()
    {
        Run();
        return connection.Changes;
    }

    /// <summary>The number in the first row, or null when there is no row.</summary>
    public long? ReadNumber()
    {
        if (!Step()) return null;

        var number = Number(0);
        Reset();
        return number;
    }

    /// <summary>Ends the run: an open run would hold a read snapshot and keep the log from being recycled.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    /// <summary>The number in a column of the current row.</summary>
    public long Number(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>The bytes in a column of the current row, UTF-8 for text; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>The text in a column of the current row.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => handle.Dispose();

    private int BindUtf8(int index, ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty ? raw.sqlite3_bind_text(handle, index, "") : raw.sqlite3_bind_text(handle, index, utf8);

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw connection.Failure(code);
    }
}
