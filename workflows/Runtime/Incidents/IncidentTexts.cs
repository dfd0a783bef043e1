using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Incidents;

/// <summary>Failures in words for an operator. What an exception says may hold an id or a value of a customer, so it stays in the log.</summary>
public static class IncidentTexts
{
    /// <summary>The most characters of a text.</summary>
    public const int MaxLength = 300;

    /// <summary>The words.</summary>
    public static string Of(Exception failure) => failure switch
    {
        IncidentException told => told.Message.Length <= MaxLength ? told.Message : told.Message[..(MaxLength - 1)] + "…",
        StoreUnavailableException => "the store is unavailable",
        StoreFormatException => "a stored row was written by a newer version of the program",
        InvalidDataException => "a stored row cannot be read; the log names it",
        TimeoutException => "something did not answer in time; see the log",
        _ => $"an internal error ({failure.GetType().Name}); see the log",
    };
}
