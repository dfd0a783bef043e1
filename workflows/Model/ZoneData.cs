using NodaTime.TimeZones;

namespace Campaigns.Model;

/// <summary>The data of time zones that everything is reckoned by: those that come with NodaTime, whatever the machine has.</summary>
public static class ZoneData
{
    /// <summary>The release of the IANA time zone database, such as <c>2026a</c>.</summary>
    public static string Version => TzdbDateTimeZoneSource.Default.TzdbVersion;
}
