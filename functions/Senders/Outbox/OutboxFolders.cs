using System.Collections.Concurrent;
using Campaigns.Model;
using Campaigns.Runtime.Files;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Senders.Outbox;

/// <summary>The outbox's day folders, each created and looked up on disk once.</summary>
internal sealed class OutboxFolders
{
    /// <summary>The folder of what is not whole yet, below the root.</summary>
    public const string PartialFolder = ".partial";

    private static readonly LocalDatePattern DayName = LocalDatePattern.Iso;
    private readonly ConcurrentDictionary<(Channel Channel, LocalDate Day), string> _known = new();
    private readonly string _root;
    private readonly string _partial;
    private readonly string _session = Guid.NewGuid().ToString("N");
    private long _attempts;

    public OutboxFolders(string root)
    {
        _root = Path.GetFullPath(root);
        _partial = Path.Combine(_root, PartialFolder);
        PrivateFiles.CreateFolder(_partial);
    }

    /// <summary>
    /// A path for a message that is not whole yet: on the root's own volume, as renaming is atomic only within one, and
    /// never given twice, as two senders of one id must not write into each other's file.
    /// </summary>
    public string NewPartial(string name) =>
        Path.Combine(_partial, $"{_session}-{Interlocked.Increment(ref _attempts):x}-{name[Math.Max(0, name.Length - 40)..]}");

    /// <summary>Removes what killed processes left unfinished: it holds personal data that nothing else would ever erase.</summary>
    public void RemoveAbandoned(DateTimeOffset now)
    {
        foreach (var file in new DirectoryInfo(_partial).EnumerateFiles())
        {
            // No write takes an hour, so no living process is disturbed.
            if (now - file.LastWriteTimeUtc > TimeSpan.FromHours(1))
                file.Delete();
        }
    }

    /// <summary>The day's folder, created when missing.</summary>
    public string For(Channel channel, LocalDate day) =>
        _known.GetOrAdd((channel, day), static (key, self) =>
        {
            var folder = self.Locate(key.Channel, key.Day);
            PrivateFiles.CreateFolder(folder);
            return folder;
        }, this);

    /// <summary>The folders of the days before that exist, newest first.</summary>
    public IEnumerable<string> Before(Channel channel, LocalDate day, int days)
    {
        for (var back = 1; back <= days; back++)
        {
            var earlier = day.PlusDays(-back);
            // A folder may appear later (another process, an older retry), so only its presence is remembered.
            if (_known.TryGetValue((channel, earlier), out var folder))
                yield return folder;
            else if (Directory.Exists(Locate(channel, earlier)))
                yield return For(channel, earlier);
        }
    }

    /// <summary>A path as shown to people: from the root on, with forward slashes.</summary>
    public string Shown(string path) => Path.GetRelativePath(_root, path).Replace('\\', '/');

    /// <summary>Forgets a folder that somebody removed, so that it is made again.</summary>
    public void Forget(Channel channel, LocalDate day)
    {
        _known.TryRemove((channel, day), out _);
        PrivateFiles.CreateFolder(_partial);
    }

    private string Locate(Channel channel, LocalDate day) =>
        Path.Combine(_root, SafeName.Of(channel.Name), DayName.Format(day));
}
