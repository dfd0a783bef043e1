using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.Runtime.Files;

namespace Campaigns.Hosting.Maintenance;

/// <summary>What a backup holds: the file <c>backup.json</c> in its folder.</summary>
/// <param name="Format">The version of this file.</param>
/// <param name="At">When it was taken, ISO 8601.</param>
/// <param name="Files">Its files.</param>
public sealed record BackupManifest(int Format, string At, IReadOnlyList<BackupFile> Files)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "backup.json";

    /// <summary>The version that this program writes.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes it into a folder: whole or not at all, since it is what makes a backup complete.</summary>
    public void Write(string folder) =>
        PrivateFiles.Replace(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, Options));

    /// <summary>Reads it from a folder.</summary>
    /// <exception cref="BackupException">There is none, it cannot be read, or a newer program wrote it.</exception>
    public static async Task<BackupManifest> ReadAsync(string folder, CancellationToken cancel)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new BackupException($"{folder} is not a backup: it has no {FileName}.");
        try
        {
            var read = JsonSerializer.Deserialize<BackupManifest>(await File.ReadAllTextAsync(path, cancel), Options);
            if (read is not { Files.Count: > 0 } || read.Files.Any(file => file.Name != Path.GetFileName(file.Name)))
                throw new BackupException($"{path} names no files.");
            return read.Format <= CurrentFormat
                ? read
                : throw new BackupException($"{path} was written by a newer version (format {read.Format}). Upgrade the program.");
        }
        catch (JsonException e)
        {
            throw new BackupException($"{path} is not valid JSON, line {e.LineNumber + 1}.");
        }
    }
}

/// <summary>A file of a backup.</summary>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its hash, in hexadecimal.</param>
public sealed record BackupFile(string Name, long Bytes, [property: JsonPropertyName("sha256")] string Sha256)
{
    /// <summary>Describes a file as it is.</summary>
    public static async Task<BackupFile> OfAsync(string path, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(path);
        return new(Path.GetFileName(path), stream.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel)));
    }
}

/// <summary>A backup cannot be taken or restored; the message says why and what to do.</summary>
/// <param name="message">For people.</param>
public sealed class BackupException(string message) : Exception(message);
