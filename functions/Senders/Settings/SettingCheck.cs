namespace Campaigns.Senders.Settings;

/// <summary>Gathers every wrong setting instead of stopping at the first, each under its full path.</summary>
internal sealed class SettingCheck
{
    private readonly List<SettingError> _errors;
    private readonly string _path;

    public SettingCheck()
        : this([], "")
    {
    }

    private SettingCheck(List<SettingError> errors, string path) => (_errors, _path) = (errors, path);

    public IReadOnlyList<SettingError> Errors => _errors;

    public SettingCheck Under(string section) => new(_errors, _path + section + ":");

    public void Require(bool holds, string setting, string message)
    {
        if (!holds)
            _errors.Add(new SettingError(_path + setting, message));
    }

    public void RequireText(string? value, string setting, string example) =>
        Require(!string.IsNullOrWhiteSpace(value), setting, $"is missing; expected for example {example}");

    public void RequireSpan(TimeSpan value, string setting) =>
        Require(value > TimeSpan.Zero && value <= TimeSpan.FromDays(1), setting, $"is {value}; expected more than zero and at most a day");

    public void RequireBetween(double value, double min, double max, string setting) =>
        Require(value >= min && value <= max, setting, FormattableString.Invariant($"is {value}; expected {min} to {max}"));
}
