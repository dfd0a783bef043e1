namespace Campaigns.Runtime.Ports;

/// <summary>
/// What is stored is nothing this version of the program can read: no store at all, another program's, or written by a
/// newer version. Trying again does not help; the message says what to do.
/// </summary>
public sealed class StoreFormatException(string message, Exception? inner = null) : Exception(message, inner);
