using System.Collections.Immutable;
using Campaigns.Definitions.Catalog;
using Campaigns.Definitions.ContactPolicies;
using Campaigns.Definitions.ContactPolicies.Reading;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Json;
using Campaigns.Definitions.Scenarios;
using Campaigns.Definitions.Validation;
using Campaigns.Definitions.Validation.Together;
using Campaigns.Definitions.Workspaces;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Preview;
using Campaigns.Rendering.Set;
using Campaigns.Workspaces.Reading;
using NodaTime;

namespace Campaigns.Workspaces.Validation;

/// <summary>Finds everything that is wrong or doubtful in a workspace, in one run: what one file hides, the others do not.</summary>
public static class WorkspaceValidator
{
    /// <summary>Checks a workspace.</summary>
    /// <param name="contents">What was read of it.</param>
    /// <param name="options">What its files do not say.</param>
    /// <returns>The findings by file and place.</returns>
    public static async Task<WorkspaceReport> CheckAsync(WorkspaceContents contents, WorkspaceCheckOptions options)
    {
        var found = new List<(string File, Finding Finding)>(contents.Findings);
        var settings = contents.Settings is { } file ? WorkspaceSettingsReader.Read(file.Content) : new(WorkspaceSettings.None, []);
        found.AddRange(settings.Findings.Select(finding => (contents.Settings!.Path, finding)));
        var catalog = contents.Catalog is { } attributes ? CatalogReader.Read(attributes.Content) : new(null, []);
        found.AddRange(catalog.Findings.Select(finding => (contents.Catalog!.Path, finding)));
        var policy = contents.ContactPolicy is { } rules ? ContactPolicyReader.Read(rules.Content, catalog.Catalog) : new(null, []);
        found.AddRange(policy.Findings.Select(finding => (contents.ContactPolicy!.Path, finding)));
        SendersFile? own = null;
        foreach (var senders in contents.Senders)
        {
            var read = SendersFile.Read(senders.Content);
            found.AddRange(read.Findings.Select(finding => (senders.Path, finding)));
            own ??= senders.Name == "senders.json" ? read.Settings : null;
        }

        foreach (var map in contents.Maps)
            found.AddRange(MapCheck.Run(map.Content, catalog.Catalog).Select(finding => (map.Path, finding)));
        IReadOnlyList<(JourneyId Journey, ContactRange Range)> contacts = [];
        if (catalog.Catalog is { } known)
        {
            var world = new World(known, policy.Policy ?? ContactPolicy.Unlimited, settings.Settings ?? WorkspaceSettings.None, options with { Senders = options.Senders ?? own })
            {
                AreSendersKnown = (options.Senders ?? own) is not null || contents.Senders.IsEmpty,
                AreSettingsKnown = settings.Settings is not null,
            };
            (var inContent, contacts) = await CheckContentAsync(contents, world);
            found.AddRange(inContent);
        }
        else
            found.AddRange(Shapes(contents));

        var sorted = found.Distinct().OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Finding.Line).ThenBy(f => f.Finding.Column)
            .ThenBy(f => f.Finding.Code, StringComparer.Ordinal).ThenBy(f => f.Finding.Message, StringComparer.Ordinal);
        return new WorkspaceReport(contents.Journeys.Length, [.. sorted]) { Contacts = contacts };
    }

    private static async Task<(List<(string File, Finding Finding)> Findings, List<(JourneyId Journey, ContactRange Range)> Contacts)> CheckContentAsync(
        WorkspaceContents contents, World world)
    {
        var found = new List<(string File, Finding Finding)>();
        var templates = contents.Templates is { } texts ? TemplateSet.Parse(texts.Select(text => TemplateFile.Of(text.Name, text.Content.Span)))
            : await CampaignFolder.ShippedTemplatesAsync();
        var context = new ValidationContext(world.Catalog, new WrittenTexts(templates, contents.Templates is not null), world.Policy) { Now = world.Now };
        var journeys = new List<(WorkspaceFile File, JourneyReadResult Read)>();
        foreach (var file in contents.Journeys)
        {
            var read = JourneyValidator.Check(file.Content, context);
            found.AddRange(read.Findings.Select(finding => (file.Path, finding)));
            journeys.Add((file, read));
        }

        found.AddRange(SameIds(journeys));
        List<JourneyDefinition> definitions = [.. journeys.Select(journey => journey.Read.Definition).OfType<JourneyDefinition>()];
        var complete = contents.IsWhole && definitions.Count == contents.Journeys.Length;
        if (contents.Templates is { } own)
        {
            var paths = own.ToDictionary(text => text.Name, text => text.Path, StringComparer.Ordinal);
            using var previewer = new MessagePreviewer(
                templates, world.Catalog, BrandContext.Of(world.Settings.Brand), world.Options.Time, world.Policy.TimeZone);
            found.AddRange(ForbiddenChannelCheck.Run(templates, world.Catalog).Select(f => (paths.GetValueOrDefault(f.File, f.File), f.Finding)));
            // A journey that cannot be read may be the one that sends a text.
            var check = new TemplateCheck(templates, world.Catalog, world.Policy, previewer)
            {
                Languages = world.Settings.Languages,
                Prices = world.Settings.Prices,
                IsNameKnown = world.AreSettingsKnown,
            };
            found.AddRange(check.Run(definitions, complete).Select(f => (paths.GetValueOrDefault(f.File, f.File), f.Finding)));
        }

        foreach (var file in contents.Scenarios)
            found.AddRange(Scenario(file, definitions, complete, world.Catalog).Select(finding => (file.Path, finding)));
        found.AddRange(Together(journeys, world));
        return (found, [.. definitions.Select(journey => (journey.Id, ContactRange.Of(journey, world.Policy)))]);
    }

    /// <summary>What journeys do to each other, and what the senders do for them.</summary>
    private static IEnumerable<(string, Finding)> Together(List<(WorkspaceFile File, JourneyReadResult Read)> journeys, World world)
    {
        List<JourneyInText> readable = [.. journeys.Where(journey => journey.Read.Definition is not null)
            .Select(journey => new JourneyInText(journey.File.Path, journey.Read.Definition!, journey.Read.Source))];
        var collisions = CollisionCheck.Run(readable, world.Policy);
        if (!world.AreSendersKnown)
            return collisions;
        var correspondence = (world.Options.Senders as SendersFile)?.MessageContext ?? BrandContext.Of(world.Settings.Brand);
        return UnreportedEventCheck.Run(readable, new SenderReports(world.Options.Senders, correspondence).Are).Concat(collisions);
    }

    /// <summary>What can be said without a catalog.</summary>
    private static IEnumerable<(string, Finding)> Shapes(WorkspaceContents contents)
    {
        foreach (var file in contents.Journeys)
        {
            foreach (var finding in JourneyReader.Read(file.Content).Findings)
                yield return (file.Path, finding);
        }

        foreach (var file in contents.Scenarios)
        {
            foreach (var finding in ScenarioReader.Read(file.Content).Findings)
                yield return (file.Path, finding);
        }

        foreach (var error in contents.Templates is { } texts ? TemplateSet.Parse(texts.Select(text => TemplateFile.Of(text.Name, text.Content.Span))).Errors : [])
        {
            yield return (contents.Templates!.Value.First(text => text.Name == error.File).Path,
                new Finding(FindingSeverity.Error, "", error.Line, "bad-template", error.Message) { Column = error.Column });
        }
    }

    private static IEnumerable<Finding> Scenario(WorkspaceFile file, List<JourneyDefinition> journeys, bool complete, AttributeCatalog catalog)
    {
        var read = ScenarioReader.Read(file.Content);
        foreach (var finding in read.Findings)
            yield return finding;
        // What a journey that cannot be read would have is not known.
        foreach (var finding in read.Scenario is { } scenario && complete ? ScenarioCheck.Run(scenario, file.Content, journeys, catalog) : [])
            yield return finding;
    }

    private static IEnumerable<(string, Finding)> SameIds(List<(WorkspaceFile File, JourneyReadResult Read)> journeys) =>
        from same in journeys.Where(journey => journey.Read.Id is not null).GroupBy(journey => journey.Read.Id)
        from other in same.Skip(1)
        select (other.File.Path, new DocumentPlaces(other.File.Content).Error("/id", "duplicate-journey",
            $"\"{same.Key}\" is the id of {same.First().File.Path} too; give each journey an id of its own"));

    private sealed record World(AttributeCatalog Catalog, ContactPolicy Policy, WorkspaceSettings Settings, WorkspaceCheckOptions Options)
    {
        /// <summary>False: there is a file of senders, and it cannot be read.</summary>
        public bool AreSendersKnown { get; init; }

        /// <summary>False: there is a campaigns.json, and it cannot be read.</summary>
        public bool AreSettingsKnown { get; init; }

        public Instant Now { get; } = Instant.FromDateTimeOffset(Options.Time.GetUtcNow());
    }
}

/// <summary>What a check found.</summary>
/// <param name="Journeys">How many journeys there were.</param>
/// <param name="Findings">Everything, by file and place.</param>
public sealed record WorkspaceReport(int Journeys, ImmutableArray<(string File, Finding Finding)> Findings)
{
    /// <summary>How many messages each journey sends, of those that can be read.</summary>
    public IReadOnlyList<(JourneyId Journey, ContactRange Range)> Contacts { get; init; } = [];

    /// <summary>How many findings are errors.</summary>
    public int Errors => Findings.Count(found => found.Finding.Severity == FindingSeverity.Error);
}
