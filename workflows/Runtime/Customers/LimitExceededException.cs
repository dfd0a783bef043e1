namespace Campaigns.Runtime.Customers;

/// <summary>
/// What was asked for would exceed a limit of a customer's data, so nothing of it was done. The message names the limit, and no personal
/// data.
/// </summary>
/// <param name="code">The finding's code, such as <c>too-many-policies</c>.</param>
/// <param name="message">The limit, and what would exceed it.</param>
public sealed class LimitExceededException(string code, string message) : Exception(message)
{
    /// <summary>The finding's code.</summary>
    public string Code => code;
}
