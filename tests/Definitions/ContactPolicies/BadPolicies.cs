namespace Campaigns.Definitions.Tests.ContactPolicies;

/// <summary>Slips in a contact policy: the properties put in, where the finding must point, its code, and words it must say.</summary>
internal static class BadPolicies
{
    public static readonly (string Text, string Pointer, string Code, string Says)[] Cases =
    [
        ("\"weekStart\": \"moonday\"", "/weekStart", "unknown-value", "did you mean \"monday\""),
        ("\"quitHours\": []", "/quitHours", "unknown-property", "did you mean \"quietHours\""),
        ("\"quietHours\": {}", "/quietHours", "wrong-type", "a list of quiet hours"),
        ("\"quietHours\": [ { \"to\": \"09:00\" } ]", "/quietHours/0", "missing-property", "\"from\" is missing"),
        ("\"quietHours\": [ { \"from\": \"21\", \"to\": \"09:00\" } ]", "/quietHours/0/from", "bad-time", "not a time of day"),
        ("\"quietHours\": [ { \"from\": \"21:00\", \"to\": \"21:00\" } ]", "/quietHours/0", "always-quiet", "no time to send"),
        ("\"quietHours\": [ { \"from\": \"21:00\", \"to\": \"09:00\", \"spread\": \"P1D\" } ]", "/quietHours/0/spread", "out-of-range", "shorter than a day"),
        ("\"quietHours\": [ { \"from\": \"21:00\", \"to\": \"09:00\", \"spread\": \"-PT5M\" } ]", "/quietHours/0/spread", "out-of-range", "not be negative"),
        ("\"quietHours\": [ { \"from\": \"21:00\", \"to\": \"09:00\", \"channels\": [] } ]", "/quietHours/0/channels", "empty", "leave \"channels\" out"),
        ("\"quietHours\": [ { \"from\": \"21:00\", \"to\": \"09:00\", \"channels\": [\"cal\"] } ]", "/quietHours/0/channels/0", "unknown-value", "did you mean \"call\""),
        ("\"quietHours\": [ { \"from\": \"21:00\", \"to\": \"09:00\", \"weekdays\": [\"sun\"] } ]", "/quietHours/0/weekdays/0", "unknown-value", "not a known weekday"),
        ("\"caps\": [ { \"id\": \"x\", \"window\": { \"calendar\": \"day\" } } ]", "/caps/0", "missing-property", "\"limit\" is missing"),
        ("\"caps\": [ { \"id\": \"x\", \"limit\": -1, \"window\": { \"calendar\": \"day\" } } ]", "/caps/0/limit", "out-of-range", "0 to 1000"),
        ("\"caps\": [ { \"id\": \"x\", \"limit\": 2.5, \"window\": { \"calendar\": \"day\" } } ]", "/caps/0/limit", "wrong-type", "whole number"),
        ("\"caps\": [ { \"id\": \"x\", \"limit\": null, \"window\": { \"calendar\": \"day\" } } ]", "/caps/0/limit", "wrong-type", "found null"),
        ("\"caps\": [ { \"limit\": 1, \"window\": { \"calendar\": \"day\" } } ]", "/caps/0", "missing-property", "\"id\" is missing"),
        ("\"caps\": [ { \"id\": \"x\", \"limit\": 1 } ]", "/caps/0", "missing-property", "\"window\" is missing"),
        ("\"caps\": [ { \"id\": \"x\", \"limit\": 1, \"window\": {} } ]", "/caps/0/window", "missing-property", "exactly one"),
        ("\"caps\": [ { \"id\": \"x\", \"limit\": 1, \"window\": { \"calendar\": \"day\", \"rolling\": \"P1D\" } } ]", "/caps/0/window", "too-many", "exactly one"),
        ("\"caps\": [ { \"id\": \"x\", \"limit\": 1, \"window\": { \"calendar\": \"year\" } } ]", "/caps/0/window/calendar", "unknown-value", "\"day\", \"week\" or \"month\""),
        ("\"caps\": [ { \"id\": \"x\", \"limit\": 1, \"window\": { \"rolling\": \"P1M\" } } ]", "/caps/0/window/rolling", "bad-duration", "\"P30D\""),
        ("\"caps\": [ { \"id\": \"x\", \"limit\": 1, \"window\": { \"rolling\": \"P0D\" } } ]", "/caps/0/window/rolling", "out-of-range", "must be positive"),
        ("\"caps\": [ { \"id\": \"x\", \"limit\": 1, \"window\": { \"calendar\": \"day\" }, \"limits\": [] } ]", "/caps/0/limits", "empty", "leave \"limits\" out"),
        ("\"caps\": [ { \"id\": \"x\", \"limit\": 1, \"window\": { \"calendar\": \"day\" } }, { \"id\": \"x\", \"limit\": 1, \"window\": { \"calendar\": \"week\" } } ]", "/caps/1", "duplicate-id", "two caps"),
        ("\"concurrency\": 3", "/concurrency", "wrong-type", "an object such as"),
        ("\"concurrency\": {}", "/concurrency", "missing-property", "\"limit\" is missing"),
        ("\"concurrency\": { \"limit\": 0 }", "/concurrency/limit", "out-of-range", "1 to 100"),
        ("\"concurrency\": { \"limit\": 2, \"categories\": [] }", "/concurrency/categories", "empty", "says nothing"),
        ("\"concurrency\": { \"limit\": 2, \"whenOutranked\": \"stop\" }", "/concurrency/whenOutranked", "unknown-value", "\"pause\", \"end\" or \"refuse\""),
        ("\"softBounces\": 3", "/softBounces", "wrong-type", "an object such as"),
        ("\"softBounces\": { \"limit\": 0 }", "/softBounces/limit", "out-of-range", "1 to 20"),
        ("\"softBounces\": { \"within\": \"P1M\" }", "/softBounces/within", "bad-duration", "no fixed length"),
        ("\"softBounces\": { \"supressFor\": \"P1D\" }", "/softBounces/supressFor", "unknown-property", "did you mean \"suppressFor\""),
        ("\"gap\": \"PT24H\"", "/gap", "wrong-type", "an object such as"),
        ("\"gap\": {}", "/gap", "missing-property", "\"min\" is missing"),
        ("\"gap\": { \"min\": \"P1M\" }", "/gap/min", "bad-duration", "no fixed length"),
        ("\"lookAhead\": \"-P1D\"", "/lookAhead", "out-of-range", "not be negative"),
        ("\"exempt\": \"service\"", "/exempt", "wrong-type", "a list of categories"),
        ("\"limitOverride\": \"customer.contact_limit +\"", "/limitOverride", "bad-expression", "cannot be read"),
    ];
}
