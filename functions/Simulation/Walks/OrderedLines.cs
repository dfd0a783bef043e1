using Campaigns.Portfolio.Replay;

namespace Campaigns.Simulation.Walks;

/// <summary>Writes the lines of batches in the order of the batches, whichever thread is done first: every run writes the same file.</summary>
/// <param name="file">The file.</param>
public sealed class OrderedLines(TimelineWriter file)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, byte[]> _waiting = [];
    private long _next;

    /// <summary>Takes the lines of a batch.</summary>
    public void Write(long batch, ReadOnlySpan<byte> lines)
    {
        lock (_lock)
        {
            if (batch != _next)
            {
                _waiting[batch] = lines.ToArray();
                return;
            }

            file.Write(lines);
            while (_waiting.Remove(++_next, out var waiting))
                file.Write(waiting);
        }
    }
}
