namespace Campaigns.Model.Timeline;

/// <summary>Why work of a customer failed or was given up: a closed vocabulary, free of personal data.</summary>
public static class FaultReason
{
    /// <summary>A fault of the program; its log says more.</summary>
    public const string Internal = "internal-error";

    /// <summary>The customer's data would exceed a limit.</summary>
    public const string Limit = "limit-exceeded";

    /// <summary>A row of the customer was written by a newer version of the program.</summary>
    public const string NewerFormat = "newer-format";

    /// <summary>A row of the customer cannot be read.</summary>
    public const string Unreadable = "unreadable";
}
