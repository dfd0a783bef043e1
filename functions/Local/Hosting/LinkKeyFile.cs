using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Campaigns.Hosting;
using Campaigns.Runtime.Files;
using Campaigns.Senders.Links;

namespace Campaigns.Local.Hosting;

/// <summary>
/// The local host's link keys, kept beside the store, so that links survive a restart: a line for each key, number and secret, the
/// newest last. The newest signs; all of them verify. A line without a number is key 1, as earlier versions wrote it.
/// </summary>
internal static class LinkKeyFile
{
    private const string Name = "links.key";
    private const int Bytes = 48;
    private const int LongestSecret = 4096;

    /// <summary>
    /// Reads the keys; the file is made when it is missing. Of several first starts at once one makes it, and all read it.
    /// </summary>
    /// <returns>The keys, the one that signs last.</returns>
    /// <exception cref="HostConfigurationException">The file holds no keys; the message says what to do.</exception>
    public static IReadOnlyList<LinkKey> ReadOrCreate(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!PrivateFiles.TryWriteNew(path, Encoding.UTF8.GetBytes(NewSecret())))
            PrivateFiles.Restrict(path);
        return Read(path);
    }

    /// <summary>Adds a new key, which signs from the hosts' next start on; the earlier ones go on verifying.</summary>
    /// <exception cref="HostConfigurationException">The file holds no keys, or 255 of them.</exception>
    public static LinkKey Rotate(string folder)
    {
        var keys = ReadOrCreate(folder);
        if (keys.Max(key => key.Id) is byte.MaxValue)
            throw new HostConfigurationException($"{Path.Combine(folder, Name)}: there is no number left for another key.");
        var next = new LinkKey((byte)(keys.Max(key => key.Id) + 1), NewSecret());
        var text = string.Concat(keys.Append(next).Select(key => string.Create(CultureInfo.InvariantCulture, $"{key.Id} {key.Secret}\n")));
        PrivateFiles.Replace(Path.Combine(folder, Name), Encoding.UTF8.GetBytes(text));
        return next;
    }

    private static List<LinkKey> Read(string path)
    {
        var keys = new List<LinkKey>();
        foreach (var line in File.ReadAllLines(path).Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            var parts = line.Trim().Split(' ', 2);
            var id = (byte)1;
            if (parts[^1].Length is < LinkKey.ShortestSecret or > LongestSecret
                || (parts.Length == 2 && !byte.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out id))
                || keys.Exists(key => key.Id == id))
                throw Unusable(path);
            keys.Add(new LinkKey(id, parts[^1]));
        }

        return keys.Count > 0 ? keys : throw Unusable(path);
    }

    private static HostConfigurationException Unusable(string path) => new(
        $"{path} holds no link keys; expected lines of a number and a secret of {LinkKey.ShortestSecret} characters or more. Restore it from a " +
        "backup, or delete it: a new one is made, and links sent so far stop working.");

    private static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));
}
