namespace Campaigns.Senders.Settings;

/// <summary>One setting that cannot be used.</summary>
/// <param name="Setting">Its path as configuration writes it, for example <c>providers:mail:smtp:host</c>.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record SettingError(string Setting, string Message)
{
    /// <summary>Path and message on one line.</summary>
    public override string ToString() => $"{Setting}: {Message}";
}
