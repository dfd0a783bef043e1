using System.Runtime.ExceptionServices;
using Campaigns.Model;
using Campaigns.Model.Timeline;
using Campaigns.Runtime.Files;
using Campaigns.Runtime.Ports;
using NodaTime;

namespace Campaigns.Portfolio.Replay;

/// <summary>Writes timeline events as JSON lines, one timeline event a line, for people with <c>jq</c> and for tests.</summary>
public sealed class TimelineWriter : ITimelineSink, IDisposable
{
    private const int BufferSize = 1 << 16; // bytes
    private readonly Lock _lock = new();
    private ExceptionDispatchInfo? _failure;
    private readonly FileStream _file;
    private readonly TimelineLines _lines;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file; replaced when it exists.</param>
    /// <param name="zone">The zone times are written in, with their offset.</param>
    public TimelineWriter(string path, DateTimeZone zone)
    {
        PrivateFiles.Restrict(path); // of an earlier replay into the same folder
        var options = PrivateFiles.ToCreate(FileMode.Create);
        options.Share = FileShare.Read;
        _file = new FileStream(path, options);
        _lines = new TimelineLines(zone);
    }

    /// <inheritdoc/>
    public void Receive(CustomerId customer, IReadOnlyList<TimelineEvent> timelineEvents)
    {
        lock (_lock)
        {
            try
            {
                _lines.Add(customer, timelineEvents);
                if (_lines.Written.Length >= BufferSize)
                    WriteOut();
            }
            catch (Exception e)
            {
                _failure ??= ExceptionDispatchInfo.Capture(e); // a sink must not throw: see ThrowIfFailed
            }
        }
    }

    /// <summary>Throws what made it fail, such as a full disk: then the file is not complete.</summary>
    public void ThrowIfFailed()
    {
        lock (_lock)
            _failure?.Throw();
    }

    /// <summary>Writes lines that were made elsewhere.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(ReadOnlySpan<byte> lines)
    {
        lock (_lock)
            _file.Write(lines);
    }

    /// <summary>Completes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            WriteOut();
            _lines.Dispose();
            _file.Dispose();
        }
    }

    private void WriteOut()
    {
        _file.Write(_lines.Written);
        _lines.Clear();
    }
}
