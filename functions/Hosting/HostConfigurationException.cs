namespace Campaigns.Hosting;

/// <summary>A host or a command cannot start with the settings it was given.</summary>
/// <param name="message">What is wrong, a line each.</param>
public sealed class HostConfigurationException(string message) : Exception(message);
