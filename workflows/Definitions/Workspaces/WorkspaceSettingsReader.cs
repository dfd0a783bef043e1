using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Campaigns.Definitions.Json;
using Campaigns.Model;

namespace Campaigns.Definitions.Workspaces;

/// <summary>What became of the text of <c>campaigns.json</c>.</summary>
/// <param name="Settings">The settings; null when any finding is an error.</param>
/// <param name="Findings">Everything wrong or doubtful, in the order of the document.</param>
public sealed record WorkspaceSettingsReadResult(WorkspaceSettings? Settings, ImmutableArray<Finding> Findings);

/// <summary>Reads <c>campaigns.json</c>, with every finding at once. Never throws on bad text.</summary>
public static partial class WorkspaceSettingsReader
{
    private const double MaxPrice = 1000;

    /// <summary>Reads it.</summary>
    /// <param name="json">UTF-8 text, with or without byte order mark.</param>
    public static WorkspaceSettingsReadResult Read(ReadOnlyMemory<byte> json)
    {
        var (settings, log, source) = JsonSource.Read(json, ReadSettings);
        return new(log.HasErrors ? null : settings, source.Findings(log));
    }

    private static WorkspaceSettings? ReadSettings(JsonCursor at)
    {
        if (at.AsObject("an object such as { \"languages\": [\"en\"] }", "$schema", "languages", "brand", "prices", "testers", "environments")
            is not { } settings)
            return null;
        settings.CheckSchema();
        if (settings["languages"] is { IsEmptyList: true } none)
            none.Error("empty", "an empty list would ask for no text at all; leave \"languages\" out to ask for those that any text has");
        return new WorkspaceSettings
        {
            Languages = [.. settings["languages"]?.AsDistinct<Language>("a list of languages such as [\"en\", \"zh-Hant\"]", ReadLanguage)
                .Select(language => language.Name) ?? []],
            Brand = settings["brand"] is { } brand ? ReadBrand(brand) : new(),
            Prices = settings["prices"] is { } prices ? ReadPrices(prices) : null,
            Testers = settings["testers"]?.AsTexts("a list of addresses such as [\"me@insurer.example\"]", "an address") ?? [],
            Environments = settings["environments"] is { } environments ? ReadEnvironments(environments)
                : ImmutableSortedDictionary<string, WorkspaceEnvironment>.Empty,
        };
    }

    private static Language? ReadLanguage(JsonCursor at)
    {
        if (at.AsText("a language such as \"zh-Hant\"") is not { } text)
            return null;
        if (LanguageTag().IsMatch(text))
            return new Language(text);
        at.Error("unknown-locale", $"\"{text}\" is not a language; write a BCP 47 tag such as \"en\", \"zh-Hant\" or \"zh-Hant-HK\"");
        return null;
    }

    private static Brand ReadBrand(JsonCursor at)
    {
        if (at.AsObject("an object such as { \"name\": \"Example Insurance\" }", "name", "names", "phone", "site", "shortLinks") is not { } brand)
            return new();
        var names = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (brand["names"]?.AsOpenObject("an object of names such as { \"zh-Hant\": \"範例保險\" }") is { } written)
        {
            foreach (var locale in written.Names)
            {
                var name = written[locale]!.Value;
                if (!LanguageTag().IsMatch(locale))
                    name.Error("unknown-locale", $"\"{locale}\" is not a language; write a BCP 47 tag such as \"zh-Hant\"");
                else if (name.AsText("the insurer's name") is { } text)
                    names[locale] = text;
            }
        }

        return new Brand
        {
            Name = brand["name"]?.AsText("the insurer's name"),
            Names = names.ToImmutable(),
            Phone = brand["phone"]?.AsText("a telephone number"),
            Site = brand["site"] is { } site ? ReadAddress(site) : null,
            ShortLinks = brand["shortLinks"] is { } links ? ReadAddress(links) : null,
        };
    }

    private static MessagePrices? ReadPrices(JsonCursor at)
    {
        var channels = Channel.Contactable.Select(channel => channel.Name).ToArray();
        if (at.AsObject("an object such as { \"currency\": \"TWD\", \"sms\": 0.9 }", ["currency", .. channels]) is not { } prices)
            return null;
        var currency = "";
        if (prices.Required("currency", "\"currency\": \"TWD\"") is { } place && place.AsText("a currency such as \"TWD\"") is { } code)
        {
            if (CurrencyCode().IsMatch(code))
                currency = code;
            else
                place.Error("bad-currency", $"\"{code}\" is not a currency; write its code of three capital letters (ISO 4217), such as \"TWD\"");
        }

        var byChannel = ImmutableSortedDictionary.CreateBuilder<string, decimal>(StringComparer.Ordinal);
        foreach (var channel in channels)
        {
            if (prices[channel] is { } price && price.AsNumber("a price from 0 to 1000, such as 0.9", 0, MaxPrice) is not null)
                byChannel[channel] = decimal.Parse(price.RawText, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return new(currency, byChannel.ToImmutable());
    }

    private static ImmutableSortedDictionary<string, WorkspaceEnvironment> ReadEnvironments(JsonCursor at)
    {
        var environments = ImmutableSortedDictionary.CreateBuilder<string, WorkspaceEnvironment>(StringComparer.Ordinal);
        if (at.AsOpenObject("an object such as { \"staging\": { \"url\": \"https://staging.insurer.example/api\" } }") is not { } named)
            return environments.ToImmutable();
        foreach (var name in named.Names)
        {
            var place = named[name]!.Value;
            if (!EnvironmentName().IsMatch(name))
                place.Error("bad-id", $"\"{name}\" cannot be an environment: use lower-case letters, digits and dashes, a letter first");
            if (ReadEnvironment(name, place) is { } environment)
                environments[name] = environment;
        }

        return environments.ToImmutable();
    }

    private static WorkspaceEnvironment? ReadEnvironment(string name, JsonCursor at)
    {
        if (at.AsObject("an object such as { \"url\": \"https://staging.insurer.example/api\", \"keyFrom\": \"STAGING_KEY\" }",
            "url", "data", "storage", "keyFrom", "tokenFrom") is not { } environment)
            return null;
        string[] places = ["url", "data", "storage"];
        var written = places.Where(place => environment[place] is not null).ToList();
        if (written.Count != 1 && !places.Any(environment.IsMisspelt))
            at.Error(written.Count == 0 ? "missing-property" : "contradiction",
                "an environment is at a \"url\", or its store is in a folder \"data\" or an account \"storage\": write one of them");
        foreach (var key in new[] { "keyFrom", "tokenFrom" })
        {
            if (environment[key] is { } place && environment["url"] is null && written.Count > 0)
                place.Error("unknown-property", $"\"{key}\" belongs to \"url\": a store is opened with the rights of whoever runs the command");
        }

        return new WorkspaceEnvironment(name)
        {
            Url = environment["url"] is { } url ? ReadAddress(url) : null,
            Data = environment["data"]?.AsText("a folder such as \"data/local\""),
            Storage = environment["storage"] is { } storage ? ReadAccount(storage) : null,
            KeyFrom = environment["keyFrom"] is { } from ? ReadVariable(from, "API key") : null,
            TokenFrom = environment["tokenFrom"] is { } token ? ReadVariable(token, "token") : null,
        };
    }

    /// <summary>What is kept in git is no place for a key.</summary>
    private static string? ReadVariable(JsonCursor at, string what)
    {
        if (at.AsText($"the name of the environment variable that holds the {what}") is not { } text)
            return null;
        if (VariableName().IsMatch(text))
            return text;
        at.Error("bad-name", $"expected the name of the environment variable that holds the {what}, such as \"STAGING_KEY\", and never the {what} itself");
        return null;
    }

    private static string? ReadAccount(JsonCursor at)
    {
        if (at.AsText("the name of a storage account") is not { } text)
            return null;
        if (AccountName().IsMatch(text) || text == "UseDevelopmentStorage=true")
            return text;
        at.Error("bad-name", "expected the name of a storage account, 3 to 24 small letters and digits, and never a connection string with its key");
        return null;
    }

    private static Uri? ReadAddress(JsonCursor at)
    {
        if (at.AsText("an address such as \"https://insurer.example/\"") is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length + address.Query.Length + address.Fragment.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            return address;
        at.Error("bad-url", "expected an https address such as \"https://insurer.example/\" (http only on this machine), without a query");
        return null;
    }

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?\z")]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"^[A-Z]{3}\z")]
    private static partial Regex CurrencyCode();

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,63}\z")]
    private static partial Regex EnvironmentName();

    [GeneratedRegex(@"^[A-Z_][A-Z0-9_]{0,63}\z")]
    private static partial Regex VariableName();

    [GeneratedRegex(@"^[a-z0-9]{3,24}\z")]
    private static partial Regex AccountName();

    private readonly record struct Language(string Name);
}
