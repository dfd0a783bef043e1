namespace Campaigns.Storage.Embedded;

/// <summary>
/// The file is there but is no store this version can read: no database, another program's, or written by a newer
/// version. Trying again does not help; the message says what to do.
/// </summary>
public sealed class StoreFormatException(string message, Exception? inner = null) : Exception(message, inner);
