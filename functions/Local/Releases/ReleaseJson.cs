using System.Text.Json;
using Campaigns.Api.Http;

namespace Campaigns.Local.Releases;

/// <summary>How commands about releases write JSON: as the API does, on several lines.</summary>
internal static class ReleaseJson
{
    public static readonly JsonSerializerOptions Options = new(ApiJson.Options) { WriteIndented = true };
}
