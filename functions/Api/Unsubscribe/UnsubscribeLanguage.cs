using Campaigns.Rendering;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Api.Unsubscribe;

/// <summary>Chooses the page's language by <c>?lang=</c>, else by what the browser prefers.</summary>
internal static class UnsubscribeLanguage
{
    public static UnsubscribeTexts Of(HttpRequest request)
    {
        var asked = request.Query["lang"].ToString();
        string[] preferences = asked.Length is > 0 and < 36 ? [asked] : [.. Accepted(request)];
        return LocaleChain.Expand(preferences).Select(UnsubscribeTexts.Of).First(texts => texts is not null)!;
    }

    private static IEnumerable<string> Accepted(HttpRequest request) =>
        from language in request.GetTypedHeaders().AcceptLanguage
        where language.Value.HasValue && language.Value != "*"
        orderby language.Quality ?? 1 descending
        select language.Value.Value;
}
