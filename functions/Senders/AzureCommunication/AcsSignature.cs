using System.Security.Cryptography;
using System.Text;

namespace Campaigns.Senders.AzureCommunication;

/// <summary>
/// Signs a request with an access key: HMAC-SHA256 over method, path with query, date, host and the body's hash, as
/// Azure Communication Services documents under "Sign an HTTP request".
/// </summary>
internal static class AcsSignature
{
    public static void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, string accessKey, DateTimeOffset now)
    {
        var address = request.RequestUri!;
        var date = now.ToString("r");
        var hash = Convert.ToBase64String(SHA256.HashData(body));
        var text = $"{request.Method}\n{address.PathAndQuery}\n{date};{address.Authority};{hash}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(accessKey), Encoding.UTF8.GetBytes(text)));
        request.Headers.Add("x-ms-date", date);
        request.Headers.Add("x-ms-content-sha256", hash);
        request.Headers.TryAddWithoutValidation("Authorization",
            $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}");
    }
}
