namespace Campaigns.Senders.Links;

/// <summary>A key of link tokens.</summary>
/// <param name="Id">Its number, carried in every token, so that old links stay readable after a change of key.</param>
/// <param name="Secret">At least 32 characters of configuration, from a random generator.</param>
public sealed record LinkKey(byte Id, string Secret)
{
    /// <summary>How many characters a secret has at least.</summary>
    public const int ShortestSecret = 32;

    /// <summary>The number only: a secret does not belong in a log.</summary>
    public override string ToString() => $"link key {Id}";
}
