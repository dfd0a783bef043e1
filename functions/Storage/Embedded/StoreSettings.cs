namespace Campaigns.Storage.Embedded;

/// <summary>What every connection of a store needs to know.</summary>
/// <param name="Path">The file.</param>
/// <param name="Durability">What an acknowledged write survives.</param>
internal sealed record StoreSettings(string Path, Durability Durability)
{
    /// <summary>How long a call waits while another process holds the file's lock.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
