using Campaigns.Runtime.Ports;

namespace Campaigns.Storage.Embedded;

/// <summary>Changes to messages within the writer's transaction. Instants are ticks since 1970.</summary>
internal sealed class MessageWriter(Connection connection, Sequence numbers) : IDisposable
{
    private const string Held = "queue = ?1 AND visible = ?2 AND id = ?3 AND receipt = ?4";

    private readonly Statement _send = connection.Prepare(
        "INSERT INTO messages (queue, visible, id, receipt, dequeued, body) VALUES (?1, ?2, ?3, 0, 0, ?4)");
    // A sum, because SQLite compiles a statement anew each time a bare parameter of LIMIT is bound: it plans by its value.
    private readonly Statement _due = connection.Prepare(
        "SELECT id, visible, receipt, dequeued, body FROM messages WHERE queue = ?1 AND visible <= ?2 ORDER BY visible, id LIMIT ?3 + 0");
    private readonly Statement _hide = connection.Prepare(
        $"UPDATE messages SET visible = ?5, receipt = ?6, dequeued = dequeued + 1 WHERE {Held}");
    private readonly Statement _move = connection.Prepare($"UPDATE messages SET visible = ?5, receipt = 0 WHERE {Held}");
    private readonly Statement _delete = connection.Prepare($"DELETE FROM messages WHERE {Held}");

    /// <summary>Adds messages.</summary>
    public int Send(string queue, IReadOnlyList<ReadOnlyMemory<byte>> bodies, long visible)
    {
        _send.Bind(1, queue).Bind(2, visible);
        for (var i = 0; i < bodies.Count; i++) _send.Bind(3, numbers.Next()).Bind(4, bodies[i].Span).Run();
        return bodies.Count;
    }

    /// <summary>Takes messages visible at <paramref name="now"/> and hides them until <paramref name="until"/>.</summary>
    public IReadOnlyList<QueueMessage> Receive(string queue, int max, long now, long until)
    {
        var found = new List<(Receipt Was, QueueMessage Message)>();
        _due.Bind(1, queue).Bind(2, now).Bind(3, max);
        while (_due.Step())
        {
            var was = new Receipt(_due.Number(0), _due.Number(1), _due.Number(2));
            var held = was with { Visible = until, Number = numbers.Next() };
            found.Add((was, held.Message(_due.Bytes(4).ToArray(), (int)_due.Number(3) + 1)));
        }

        // Hidden only after the last row was read: an update would move it within the index being read.
        foreach (var (was, message) in found)
            At(_hide, queue, was).Bind(5, until).Bind(6, Receipt.Of(message)!.Value.Number).Run();

        return found.ConvertAll(static pair => pair.Message);
    }

    /// <summary>Deletes the messages that are still held under these receipts.</summary>
    public int Complete(string queue, IReadOnlyList<QueueMessage> messages)
    {
        var deleted = 0;
        for (var i = 0; i < messages.Count; i++)
            if (Receipt.Of(messages[i]) is { } receipt) deleted += At(_delete, queue, receipt).RunCounting();
        return deleted;
    }

    /// <summary>Makes a message visible at an instant, if it is still held under its receipt.</summary>
    public int Return(string queue, QueueMessage message, long visible) =>
        Receipt.Of(message) is { } receipt ? At(_move, queue, receipt).Bind(5, visible).RunCounting() : 0;

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[_send, _due, _hide, _move, _delete]) statement.Dispose();
    }

    private static Statement At(Statement statement, string queue, Receipt receipt) =>
        statement.Bind(1, queue).Bind(2, receipt.Visible).Bind(3, receipt.Id).Bind(4, receipt.Number);
}
