using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Runtime.Library;
using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Releases;

namespace Campaigns.Releases;

/// <summary>Tells a plan.</summary>
public static class PlanWriter
{
    /// <summary>A plan as it is told.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="content">The release that was planned.</param>
    public static ReleasePlanView Write(ReleasePlan plan, ReleaseContent content) =>
        new(plan.Release, plan.Head.Live is { } live ? DeploymentView.Of(live) : null, plan.Head.Revision, plan.IsValid, plan.HasChanges)
        {
            Documents = [.. plan.Documents.Where(document => document.Change != DocumentChange.Unchanged).Select(View)],
            Texts = [.. Texts(plan.Files, content)],
            Files = [.. plan.Files.Where(file => !IsText(file.Path)).Select(file => new FileChangeView(file.Path, ChangeOf(file)))],
            Findings = [.. plan.Findings.Select(ReleaseFindingView.Of)],
        };

    private static DocumentChangeView View(PlannedDocument document)
    {
        var kind = document.IsJourney ? "journey" : document.Id.TrimStart('@');
        return new(kind, document.IsJourney ? document.Id : kind, document.Path, document.Change, document.From, document.To, document.Live,
            [.. Means(document), .. document.Change == DocumentChange.Changed ? Differences(document) : []]);
    }

    private static IEnumerable<string> Means(PlannedDocument document)
    {
        if (document.IsJourney && document.To == JourneyStatus.Paused && document.HasNewText)
            yield return "it stays paused";
        else if (document.IsJourney && document.To == JourneyStatus.Retired && document.HasNewText)
            yield return "it stays retired, as it was by hand: publish it to let customers in again";
        else if (document.Change == DocumentChange.Added && document.IsJourney)
            yield return "it is published: customers enter from then on";
        else if (document.Change == DocumentChange.Changed && document.Before == document.After)
            yield return "it pins its texts, which change: who enters from then on gets the new ones";
        else if (document.Change == DocumentChange.Started)
            yield return "it lets customers in again";
        else if (document.Change == DocumentChange.Retired)
            yield return "its file has gone: nobody enters any more, and those inside go on to the end";
        else if (document.Change == DocumentChange.Left)
            yield return "no release has it: it is left as it is";
    }

    private static IReadOnlyList<string> Differences(PlannedDocument document) =>
        JsonDifference.Between(document.Before!, document.After!, document.IsJourney ? static _ => "step" : Singular);

    private static string Singular(string list) => list.EndsWith('s') ? list[..^1] : list;

    private static IEnumerable<TextChangeView> Texts(IEnumerable<PlannedFile> files, ReleaseContent content)
    {
        var journeys = TemplatesOf(content);
        return
            from file in files
            where IsText(file.Path)
            let name = NameOf(file.Path)
            group (name.Text, Change: ChangeOf(file)) by name.Template into template
            orderby template.Key
            select new TextChangeView(
                template.Key, Of(template, FileChange.Added), Of(template, FileChange.Changed), Of(template, FileChange.Removed),
                [.. journeys.Where(pair => pair.Template == template.Key).Select(pair => pair.Journey).Distinct().Order(StringComparer.Ordinal)]);

        static ImmutableArray<string> Of(IEnumerable<(string Text, FileChange Change)> texts, FileChange change) =>
            [.. texts.Where(text => text.Change == change).Select(text => text.Text).Order(StringComparer.Ordinal)];
    }

    /// <summary>Of <c>templates/renewal/reminder.sms.en.scriban</c>, its template and <c>sms en</c>; of others, their file.</summary>
    private static (string Template, string Text) NameOf(string path)
    {
        var file = path[ReleasePaths.Templates.Length..];
        return file.Split('.') is [var template, var channel, var locale, "scriban"] ? (template, $"{channel} {locale}") : (file, file);
    }

    private static IReadOnlyList<(string Template, string Journey)> TemplatesOf(ReleaseContent content) =>
    [
        .. from journey in content.Journeys
           let definition = JourneyReader.Read(System.Text.Encoding.UTF8.GetBytes(journey.Text)).Definition
           where definition is not null
           from position in definition.Map.Positions
           let template = position.Step switch { SendStep send => send.Template, TaskStep task => task.Template, _ => null }
           where template is not null
           select (template, definition.Id.Value),
    ];

    private static bool IsText(string path) => ReleasePaths.IsTemplate(path);

    private static FileChange ChangeOf(PlannedFile file) =>
        file.Before is null ? FileChange.Added : file.After is null ? FileChange.Removed : FileChange.Changed;
}
