using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Workspaces;
using Campaigns.Hosting;
using Campaigns.Model;
using Campaigns.Model.Customers;
using Campaigns.Model.Messages;
using Campaigns.Preview;
using Campaigns.Rendering;
using Campaigns.Rendering.Set;
using Campaigns.Rendering.Text;
using Campaigns.Runtime.Customers;
using Campaigns.Senders.Delivery;
using Campaigns.Workspaces;

namespace Campaigns.Local.Commands;

/// <summary><c>campaigns preview</c>: messages as customers will see them, before any is sent.</summary>
internal static class PreviewCommand
{
    public static Command Create()
    {
        var what = new Argument<string>("what")
        {
            Description = "A text such as renewal/reminder, a group of them such as renewal, a journey file (all it sends), or all.",
        };
        var workspace = new Option<DirectoryInfo?>("--workspace")
        { Description = "A workspace: a folder that has a folder journeys, and perhaps templates. Default: the one that ships." };
        var locale = new Option<string[]>("--locale")
        { Description = "Only this language, such as zh-Hant; may be given several times.", AllowMultipleArgumentsPerToken = false };
        var customer = new Option<string?>("--customer") { Description = "A customer of the store, with their first policy, instead of the samples." };
        var senders = new Option<FileInfo?>("--senders") { Description = "The file of senders, for the insurer's name, telephone and site." };
        var output = new Option<FileInfo>("--out")
        { Description = "The page to write. Default: preview.html.", DefaultValueFactory = _ => new("preview.html") };
        var open = new Option<bool>("--open") { Description = "Open the page in the browser." };
        var place = new StoreOptions("data/local", "The folder of the store of --customer.", "Name the folder of the customer's store with --data.");
        var command = new CommandWithExamples(
            "preview", "Write a page that shows messages in every channel and language, for a customer of the store or for made-up ones: one of "
            + "whom everything is known, and one of whom nothing is.",
            "campaigns preview renewal/offer --open", "campaigns preview journeys/win-back.json --workspace . --locale zh-Hant",
            "campaigns preview renewal/reminder --customer C-00012 --data data/demo")
        {
            what, workspace, locale, customer, senders, output, open,
        };
        place.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(workspace) is { } named && Workspace.Find(named.FullName) is null)
                return CommandOutput.BadInput($"'{named}' is no workspace: it has no folder journeys.");
            var choices = new Choices(
                parsed.GetRequiredValue(what), parsed.GetValue(workspace) is { } folder ? Workspace.Find(folder.FullName)! : Workspace.Shipped,
                parsed.GetValue(locale) ?? [], parsed.GetRequiredValue(output), parsed.GetValue(open), parsed.GetValue(CommonOptions.Json));
            var context = parsed.GetValue(senders) is { } file
                ? (await SendersFile.ReadAsync(file.FullName, cancel)).MessageContext ?? new()
                : BrandContext.Of((await choices.Workspace.ReadSettingsAsync(cancel)).Settings?.Brand ?? new());
            if (parsed.GetValue(customer) is not { } id)
                return await RunAsync(choices, context, null, cancel);
            return await place.WithStoreAsync(parsed, async (store, of) =>
            {
                var record = await new CustomerStore(store.Rows).LoadAsync(new CustomerId(id), cancel);
                return record.Exists ? await RunAsync(choices, context, record, cancel)
                    : CommandOutput.BadInput($"{of.Name} has no customer '{id}'.");
            });
        });
        return command;
    }

    private static async Task<int> RunAsync(Choices choices, MessageContextOptions context, CustomerRecord? customer, CancellationToken cancel)
    {
        var workspace = choices.Workspace;
        var templates = await workspace.ReadTemplatesAsync();
        var settings = await workspace.ReadSettingsAsync(cancel);
        if (settings.Settings is null)
            return CommandOutput.Findings([.. settings.Findings.Select(finding => (workspace.Settings!, finding))]);
        var prices = settings.Settings.Prices;
        var folder = workspace.ReadFolder();
        if (folder is not { Catalog: { } attributes, Policy: { } rules })
            return CommandOutput.Findings([.. folder.Findings.Where(f => f.File == workspace.Catalog || f.File == workspace.ContactPolicy)]);

        JourneyDefinition? journey = null;
        if (File.Exists(choices.What))
        {
            var read = JourneyReader.Read(await File.ReadAllBytesAsync(choices.What, cancel));
            if (read.Definition is null)
                return CommandOutput.Findings([.. read.Findings.Select(finding => (choices.What, finding))]);
            journey = read.Definition;
        }

        var shown = Choose(templates, choices, journey).ToList();
        if (shown.Count == 0)
            return CommandOutput.BadInput(Nothing(templates, choices, journey));
        using var previewer = new MessagePreviewer(templates, attributes, context, TimeProvider.System, rules.TimeZone);
        List<MessagePreview> messages = [];
        foreach (var (template, step) in shown)
        {
            IEnumerable<PreviewCustomer> people = customer is null
                ? [SampleCustomers.Full(attributes, template.Locale, previewer.Today), SampleCustomers.Sparse(attributes, template.Locale)]
                : [OfStore(customer)];
            messages.AddRange(people.Select(person => previewer.Write(template, person, journey, step)));
        }

        return choices.Json ? Print(messages, prices) : await WriteAsync(choices, messages, prices, templates.Errors, cancel);
    }

    private static async Task<int> WriteAsync(
        Choices choices, List<MessagePreview> messages, MessagePrices? prices, IReadOnlyList<TemplateError> errors, CancellationToken cancel)
    {
        if (Inputs.FolderProblem(choices.Output.DirectoryName!) is { } problem)
            return CommandOutput.BadInput(problem);
        CommandOutput.Warn(errors.Select(error => error.ToString()));
        await File.WriteAllTextAsync(choices.Output.FullName, PreviewPage.Write($"Preview of {choices.What}", messages, prices), Encoding.UTF8, cancel);
        var faults = messages.Count(m => m.Result is RenderResult.Failed { Reason: not RenderFailure.Missing });
        Terminal.Line($"Wrote {DisplayText.Count(messages.Count, "message")} to {choices.Output}.");
        if (faults > 0)
            CommandOutput.Error.Line($"[red]{DisplayText.Count(faults, "message")} cannot be sent; the page says why.[/]");
        if (choices.Open)
            Process.Start(new ProcessStartInfo(choices.Output.FullName) { UseShellExecute = true })?.Dispose();
        return faults > 0 ? ExitCodes.BadInput : ExitCodes.Done;
    }

    private static int Print(List<MessagePreview> messages, MessagePrices? prices)
    {
        CommandOutput.Json(messages.Select(message => new
        {
            Template = message.Template.Name,
            Channel = message.Template.Channel.Name,
            message.Template.Locale,
            message.Template.File,
            Customer = message.Customer.Name,
            Problem = message.Result is RenderResult.Failed failed ? $"{failed.File}:{failed.Line}: {failed.Message}" : null,
            Message = message.Written is { } written ? Plain(written.Message, message.Template.Channel, prices) : null,
        }));
        return messages.Exists(m => m.Result is RenderResult.Failed { Reason: not RenderFailure.Missing }) ? ExitCodes.BadInput : ExitCodes.Done;
    }

    private static object Plain(RenderedMessage message, Channel channel, MessagePrices? prices) => message switch
    {
        RenderedMessage.Text text when channel == Channel.Sms => Sms(text.Body, prices),
        RenderedMessage.Text text => new { text.Body },
        RenderedMessage.Push push => new { push.Title, push.Body, push.Link },
        RenderedMessage.Email email => new { email.Subject, email.Html, Text = email.PlainText },
        RenderedMessage.Task task => new { task.Title, task.Body },
        _ => new { },
    };

    private static object Sms(string body, MessagePrices? prices)
    {
        var count = SmsSegments.Count(body);
        return new
        {
            Body = body,
            count.Segments,
            count.Units,
            Encoding = count.Encoding == SmsEncoding.Ucs2 ? "UCS-2" : "GSM-7",
            Price = SmsCost.Of(count, prices),
            Currency = SmsCost.Of(count, prices) is null ? null : prices?.Currency,
        };
    }

    /// <summary>The texts, in the order in which a journey sends them; those of a channel by language.</summary>
    private static IEnumerable<(TemplateInfo Template, StepId? Step)> Choose(TemplateSet templates, Choices choices, JourneyDefinition? journey)
    {
        bool Spoken(TemplateInfo template) =>
            choices.Locales.Length == 0 || choices.Locales.Contains(template.Locale, StringComparer.OrdinalIgnoreCase);
        if (journey is null)
        {
            return templates.Templates
                .Where(t => choices.What == "all" || t.Name == choices.What || t.Name.StartsWith(choices.What.TrimEnd('/') + "/", StringComparison.Ordinal))
                .Where(Spoken).Select(t => (t, (StepId?)null));
        }

        return from step in StepsOf(journey.Steps)
               from channel in step is SendStep send ? send.Channels : step is TaskStep ? [Channel.Agent] : []
               from template in templates.Find(step is SendStep sends ? sends.Template : ((TaskStep)step).Template, channel)
                   .OrderBy(t => t.Locale, StringComparer.Ordinal)
               where Spoken(template)
               select (template, (StepId?)step.Id);
    }

    private static IEnumerable<Step> StepsOf(IEnumerable<Step> block) =>
        block.SelectMany(step => JourneyMap.Blocks(step).SelectMany(inner => StepsOf(inner.Block)).Prepend(step));

    private static string Nothing(TemplateSet templates, Choices choices, JourneyDefinition? journey)
    {
        if (choices.Locales.Length > 0 && Choose(templates, choices with { Locales = [] }, journey).Any())
            return $"'{choices.What}' has no text in {string.Join(", ", choices.Locales)}.";
        if (journey is not null)
            return $"'{choices.What}' sends no text that there is.";
        var near = Spelling.Nearest(choices.What, templates.Templates.Select(template => template.Name).Distinct());
        return $"There is no text '{choices.What}', nor a journey file of that name{(near is null ? "" : $"; did you mean '{near}'?")}";
    }

    private static PreviewCustomer OfStore(CustomerRecord record) => new(
        record.Id.Value, record.Profile, [.. record.Policies.Values.Take(1)], AttributeBag.Empty);

    private sealed record Choices(string What, Workspace Workspace, string[] Locales, FileInfo Output, bool Open, bool Json);
}
