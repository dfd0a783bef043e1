using System.Security.Cryptography;
using Campaigns.Senders.Links;

namespace Campaigns.Local.Hosting;

/// <summary>The local host's link key: made once, kept beside the store, so that links survive a restart.</summary>
internal static class LinkSecret
{
    private const int Bytes = 48;

    public static LinkKey ReadOrCreate(string folder)
    {
        var path = Path.Combine(folder, "links.key");
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            using var text = new StreamWriter(file);
            text.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)));
        }

        return new LinkKey(1, File.ReadAllText(path).Trim());
    }
}
