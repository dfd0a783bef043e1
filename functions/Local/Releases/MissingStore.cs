namespace Campaigns.Local.Releases;

/// <summary>What a command about releases does where the folder that is named has no store.</summary>
internal enum MissingStore
{
    /// <summary>It says so and does nothing.</summary>
    Refused,

    /// <summary>It makes one.</summary>
    Made,

    /// <summary>It goes on as if there were one that holds nothing, and makes none: a first plan comes before anything is there.</summary>
    Empty,
}
