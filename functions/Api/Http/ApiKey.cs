using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Api.Http;

/// <summary>The function key, as Azure Functions takes it: header <c>x-functions-key</c> or query <c>code</c>.</summary>
internal static class ApiKey
{
    private const string Header = "x-functions-key";
    private const string Query = "code";

    /// <summary>Null when the request may pass, a 401 otherwise.</summary>
    public static Problem? Check(HttpRequest request, string? key)
    {
        if (string.IsNullOrEmpty(key))
            return null;
        var given = request.Headers.TryGetValue(Header, out var header) ? header.ToString() : request.Query[Query].ToString();
        // Hashes are of equal length, so that the comparison tells nothing about the key's.
        if (CryptographicOperations.FixedTimeEquals(Hash(given), Hash(key)))
            return null;
        return new Problem(StatusCodes.Status401Unauthorized, "Unauthorized", $"Send the function key in the header {Header}.");
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
