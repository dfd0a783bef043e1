using Campaigns.Api.Http;

namespace Campaigns.Api.Data;

/// <summary>What bodies and URLs must agree on.</summary>
internal static class RequestChecks
{
    /// <summary>An id among the attributes must be that of the URL.</summary>
    public static void SameId(IEnumerable<KeyValuePair<string, object?>> attributes, string id, string what, ProblemLog log)
    {
        if (attributes.FirstOrDefault(attribute => attribute.Key == "id").Value is { } given
            && !id.Equals(given as string, StringComparison.Ordinal))
            log.Add("/attributes/id", "wrong-id", $"the {what}'s id is that of the URL and cannot be changed; leave \"id\" out");
    }
}
