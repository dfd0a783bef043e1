namespace Campaigns.Portfolio.History;

/// <summary>A sorted part of the timeline in a temporary file, which goes away with it.</summary>
/// <remarks>The file holds personal data: only its owner may read it, and the system deletes it on closing.</remarks>
internal sealed class HistoryRun : IDisposable
{
    private readonly FileStream _file;
    private readonly HistoryCodec _codec;
    private readonly int _count;

    private HistoryRun(FileStream file, HistoryCodec codec, int count) => (_file, _codec, _count) = (file, codec, count);

    public static HistoryRun Write(List<HistoryEvent> sorted, HistoryCodec codec)
    {
        var file = SpoolFile.Create();
        using var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true);
        foreach (var happened in sorted)
            codec.Write(writer, happened);
        return new(file, codec, sorted.Count);
    }

    /// <summary>The events, in order. One reading at a time.</summary>
    public IEnumerable<HistoryEvent> Read()
    {
        _file.Position = 0;
        using var reader = new BinaryReader(_file, System.Text.Encoding.UTF8, leaveOpen: true);
        for (var i = 0; i < _count; i++)
            yield return _codec.Read(reader);
    }

    public void Dispose() => _file.Dispose();
}
