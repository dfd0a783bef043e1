using Campaigns.Definitions.Journeys;

namespace Campaigns.Definitions.Validation;

/// <summary>
/// Messages of an exempt category ask for no consent and count in no cap, so a journey of one says why it may; and what reads like
/// advertising is told.
/// </summary>
internal static class TransactionalCheck
{
    public static void Run(CheckedJourney journey)
    {
        var (definition, policy) = (journey.Definition, journey.Context.ContactPolicy);
        var sends = journey.Steps.OfType<SendStep>().ToList();
        if (!policy.Exempt.Contains(definition.Category))
        {
            if (definition.Transactional is not null)
                journey.Warn("/transactional", "not-exempt",
                    $"messages of the category \"{definition.Category}\" ask for consent like any other: only the exempt categories of " +
                    "the contact policy are transactional; leave \"transactional\" out, or choose such a category");
            return;
        }

        if (definition.Transactional is null && sends.Count > 0)
            journey.Error("/category", "needs-reason",
                $"messages of the category \"{definition.Category}\" are sent without consent and beyond all caps: say why this journey's " +
                "may be, \"transactional\": { \"because\": \"the notice that the law requires before a policy ends\" }, or choose " +
                "another category");
        foreach (var send in sends)
        {
            var promotion = send.Channels.Select(channel => journey.Context.Templates.PromotionIn(send.Template, channel))
                .FirstOrDefault(found => found is not null);
            if (promotion is not null)
                journey.Warn($"{journey.PointerOf(send)}/send/template", "reads-like-advertising",
                    $"\"{send.Template}\" has {promotion}, and \"{send.Id}\" sends it without consent: what advertises needs consent, so " +
                    "take that out of the text, or move the message to a journey of another category");
        }
    }
}
