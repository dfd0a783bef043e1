using System.Text.Json;
using Campaigns.Runtime.Keys;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Api.Access;

/// <summary>
/// Who calls, as App Service authentication tells the app: the header <c>X-MS-CLIENT-PRINCIPAL</c>, Base64 of JSON with the
/// claims. The app roles of Entra are named like the scopes, with or without <c>Campaigns.</c> before them.
/// </summary>
internal static class ClientPrincipal
{
    private const string Header = "X-MS-CLIENT-PRINCIPAL";
    private const string IdHeader = "X-MS-CLIENT-PRINCIPAL-ID";
    private const string RolePrefix = "Campaigns.";
    private const int MaxLength = 64 * 1024;

    /// <summary>The caller; null: the platform names none.</summary>
    public static ApiCaller? Read(HttpRequest request)
    {
        var text = request.Headers[Header].ToString();
        if (text.Length is 0 or > MaxLength)
            return null;
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(text));
            var root = document.RootElement;
            var roleType = root.TryGetProperty("role_typ", out var named) ? named.GetString() : null;
            var roles = root.GetProperty("claims").EnumerateArray()
                .Where(claim => IsRole(claim.GetProperty("typ").GetString(), roleType))
                .Select(claim => claim.GetProperty("val").GetString() ?? "")
                .Select(role => role.StartsWith(RolePrefix, StringComparison.OrdinalIgnoreCase) ? role[RolePrefix.Length..] : role);
            var id = request.Headers[IdHeader].ToString();
            // The object id, not the name: a name is personal, and may be changed.
            return new ApiCaller(Guid.TryParse(id, out var guid) ? $"entra {guid}" : "entra", ApiScopeNames.Parse(roles));
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsRole(string? type, string? roleType) => type is not null
        && (type == roleType || type is "roles" or "http://schemas.microsoft.com/ws/2008/06/identity/claims/role");
}
