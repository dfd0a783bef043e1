namespace Campaigns.Runtime.Ports;

/// <summary>What a store knows of its own condition without writing anything.</summary>
public interface IStoreHealth
{
    /// <summary>Looks.</summary>
    StoreCondition Check();
}

/// <summary>How a store is. The texts name no path, since anybody may ask for a host's health.</summary>
/// <param name="Problem">Why writes fail, or are about to; null: they do not.</param>
/// <param name="Warning">What an operator should see to before writes fail; null: nothing.</param>
public readonly record struct StoreCondition(string? Problem = null, string? Warning = null);
