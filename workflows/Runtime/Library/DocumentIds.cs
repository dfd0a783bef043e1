namespace Campaigns.Runtime.Library;

/// <summary>The ids of documents that are no journeys; a journey's id cannot begin with <c>@</c>.</summary>
internal static class DocumentIds
{
    public const string Catalog = "@catalog";
    public const string ContactPolicy = "@contact-policy";
    public const string Hold = "@hold";

    /// <summary>No document: the row that says which release is in force.</summary>
    public const string Release = "@release";

    public static bool IsReserved(string id) => id.StartsWith('@');
}
