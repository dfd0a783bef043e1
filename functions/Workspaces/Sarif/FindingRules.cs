using System.Collections.Frozen;

namespace Campaigns.Workspaces.Sarif;

/// <summary>What each code of a finding means, and what to do about it: <c>docs/validation.md</c> lists the same.</summary>
public static class FindingRules
{
    /// <summary>The rules by what they are about, in the order of the page.</summary>
    public static IReadOnlyList<(string Topic, IReadOnlyList<FindingRule> Rules)> ByTopic { get; } =
    [
        ("Files and folders",
        [
            new("no-journeys", "The workspace has no folder for journeys.", "Make a folder journeys, or rename the one that is nearly called so."),
            new("unknown-file", "Nothing reads this file.", "Rename it, or move it out of the workspace."),
            new("unknown-folder", "Nothing reads this folder.", "Rename it, or move its files."),
            new("not-read", "The file or folder is not read, since another one of its kind is.", "Keep one of the two."),
            new("unreadable", "The file cannot be read.", "Look at its permissions, or put the file itself in place of a link."),
            new("outside-workspace", "The file is a link that leads out of the workspace.", "Put the file itself here: a release holds only what lies in the workspace."),
            new("linked-folder", "The folder is a link, which is not followed.", "Put the files themselves here."),
            new("name-clash", "Two names differ only in case or in how an accent is written.", "Rename one: Windows and macOS keep only one of them."),
            new("too-deep", "Folders lie within folders deeper than is read.", "Move the files up."),
            new("too-long", "The file is larger than can be kept.", "Split it into several."),
            new("too-many", "There are more of these than are possible.", "Write fewer, or split the document."),
        ]),
        ("Shape of documents",
        [
            new("not-json", "The text is not JSON, or not UTF-8.", "Mend the place that is named; save the file as UTF-8."),
            new("unknown-property", "The property is not known here.", "Correct its name; the nearest known one is offered."),
            new("missing-property", "A property that must be there is not.", "Add it; the message has an example."),
            new("duplicate-property", "A property is written twice in one object; the last one would count.", "Keep one of them."),
            new("wrong-type", "Another kind of value belongs here.", "Write the kind that the message names."),
            new("empty", "The value is empty.", "Write a value, or leave the property out."),
            new("out-of-range", "The value lies outside of what is possible.", "Choose a value within the limits that the message names."),
            new("unknown-value", "The word is none of those that are known here.", "Write one of those that the message lists."),
            new("duplicate-value", "A value occurs twice in a list.", "Keep one."),
            new("contradiction", "Two settings exclude each other.", "Decide for one."),
            new("bad-id", "The id has characters that ids cannot have.", "Use lower-case letters, digits and dashes, a letter first."),
            new("bad-name", "The name has characters that such names cannot have.", "Write it as the message says."),
            new("bad-duration", "The duration is not of ISO 8601, or of no fixed length.", "Write PT10M for ten minutes, P5D for five days."),
            new("bad-time", "The time is not written as times are.", "Write it as in the message's example."),
            new("bad-cron", "The timer's cron expression cannot be read.", "Write minute, hour, day, month and weekday, such as 0 9 * * MON."),
            new("bad-url", "The address is not https, or has parts that it may not have.", "Write an https address."),
            new("bad-currency", "The currency is not a code of ISO 4217.", "Write its three capital letters."),
            new("bad-map", "A part of an import map cannot be used.", "Write what the message expects."),
            new("bad-setting", "A setting of a sender cannot be used.", "Write what the message expects."),
            new("unknown-zone", "There is no such time zone.", "Write an IANA name such as Asia/Taipei."),
            new("unknown-country", "There is no such country.", "Write two capital letters of ISO 3166-1."),
            new("unknown-locale", "The locale is not a tag of BCP 47.", "Write for example en, zh-Hant or zh-Hant-HK."),
            new("always-quiet", "Quiet hours leave no time to send.", "Shorten them, or name the weekdays."),
            new("exempt-limited", "A limit names a category that is exempt from limits.", "Leave the category out of one of the two."),
            new("unlike-types", "Two things that are compared, or have one name, are of different types.", "Compare values of one type, or give one another name."),
        ]),
        ("Names",
        [
            new("duplicate-id", "An id is given twice.", "Give each its own."),
            new("duplicate-journey", "Two files have a journey of one id.", "Give each journey an id of its own."),
            new("colliding-id", "Two ids are one name in expressions.", "Rename one."),
            new("unknown-category", "The contact policy has no such category.", "Correct it, or name the category in the contact policy."),
            new("unknown-event", "The catalog has no such event.", "Correct it, or declare the event in the catalog."),
            new("unknown-attribute", "The catalog has no such attribute.", "Correct it, or declare the attribute in the catalog."),
            new("unknown-template", "There is no such text.", "Correct the name, or write the text."),
            new("template-channel", "The text is not written for a channel that a step uses.", "Write it for the channel, or leave the channel out."),
            new("template-requires", "The text requires an attribute that nobody declares.", "Correct the text, or declare the attribute in the catalog."),
            new("unknown-step", "There is no such step.", "Correct its id."),
            new("unknown-journey", "There is no such journey.", "Correct its id."),
            new("unknown-segment", "There is no such segment.", "Correct its id."),
            new("unknown-outcome", "No exit and no end has the outcome.", "Correct it, or add the exit."),
        ]),
        ("Expressions",
        [
            new("bad-expression", "The expression cannot be read.", "Mend the place that is named."),
            new("unknown-name", "The expression names something that is not known.", "Correct the name; put texts into single quotes."),
            new("unknown-function", "There is no such function.", "Correct its name."),
            new("bad-call", "A function has not the arguments it needs.", "Write them as in the message's example."),
            new("bad-operator", "The word is no operator.", "Write the operator that the message names."),
            new("not-allowed", "The syntax is not supported in expressions.", "Use names, texts, numbers, comparisons and functions."),
            new("not-deterministic", "The function answers differently each time.", "Use what the message offers instead."),
            new("no-event", "There is no event at this place.", "Use customer, policy, or the event of a wait."),
            new("no-policy", "No entry that leads here has a policy.", "Enter by policies, or by an event with policy_id."),
            new("no-steps", "No step has been done at this place.", "Use customer, policy or event."),
            new("never-before", "The step is never done before this one.", "Move this one after it."),
            new("never-true", "The condition can never hold.", "Correct the values that exclude each other."),
        ]),
        ("Flow of a journey",
        [
            new("not-yet-supported", "The construct is not available yet.", "Write it as the message says."),
            new("unreachable", "Nobody can ever reach this.", "Remove it, or what ends the journey before it."),
            new("endless-wait", "The wait can never end.", "Add a timeout."),
            new("no-timeout", "The wait may last for ever.", "Add a timeout."),
            new("may-be-outdated", "The message may go out after the event that it misses has come.", "Move it into the wait's onTimeout, or give it a when."),
            new("awaited-exit", "The awaited event ends the journey first.", "Remove one of the two, or tell them apart with where."),
            new("no-step-event", "The event is about no step.", "Leave step out, or await a message event."),
            new("not-a-send", "No such event is ever about this step.", "Name the step that is meant."),
            new("entry-not-compared", "An event of one enrollment would count for all of the customer's.", "Compare the key, as the message writes it."),
            new("exact-day", "The condition holds on one day only; a missed day is never made up.", "Write a range of days."),
            new("always-past", "The date is always past.", "Choose another date, or say yearly."),
            new("longer-than-a-year", "A yearly window is always open.", "Write at most P1Y."),
            new("never-fires", "The timer never fires.", "Choose a day that exists."),
            new("never-active", "The journey is never active.", "Correct activeFrom or activeUntil."),
            new("already-over", "The time in which customers may enter is over.", "Write a later activeUntil, or remove the journey."),
            new("percentages", "The shares do not add up to 100.", "Change them."),
            new("rung-order", "Milestones are not in their order.", "Write the farthest first."),
            new("not-rising", "The steps of a ramp do not rise.", "Write them from the smallest share to 100."),
            new("duplicate-rung", "Two milestones are at one distance.", "Put their steps into one."),
            new("rung-before-entry", "Nobody has entered when the milestone comes.", "Enter earlier, or remove it."),
        ]),
        ("Contacts",
        [
            new("over-cap", "The journey sends more than the contact policy can ever allow.", "Send less, wait longer in between, or lengthen the deadline."),
            new("deadline-in-quiet-hours", "The deadline ends within quiet hours.", "Choose another time, or a longer deadline."),
            new("needs-reason", "A journey of an exempt category does not say why it may send without consent.", "Write transactional.because, or choose another category."),
            new("not-exempt", "The reason has no effect: the category is not exempt.", "Leave it out, or choose an exempt category."),
            new("reads-like-advertising", "A message without consent reads like advertising.", "Take that out, or move it to another category."),
            new("personal-data", "Personal data would leave the system.", "Send an id, or a value that does not identify the person."),
            new("forbidden-channel", "Data would go by a channel that the catalog forbids for it.", "Take it out of the text, or allow the channel in the catalog."),
            new("certain-collision", "Two journeys always want the same contact.", "Give them different times or audiences, or accept who wins."),
            new("possible-collision", "Two journeys may want the same contact.", "Look whether the right one wins."),
            new("unreported-event", "No sender reports the event that the wait waits for, so everybody takes the timeout.", "Wait for another event, or configure the sender."),
        ]),
        ("Texts",
        [
            new("bad-template", "The text cannot be read.", "Mend the place that is named."),
            new("bad-text", "The message cannot be written for some customers.", "Give a value to fall back on, or correct the name."),
            new("missing-locale", "A text is missing in a language.", "Write it, or take the language out of campaigns.json."),
            new("unused-locale", "A text is in a language that campaigns.json does not list.", "List the language, or remove the text."),
            new("unused-template", "No journey sends the text.", "Remove it, or send it."),
            new("long-sms", "The SMS takes several segments, each of which is paid for.", "Shorten it."),
            new("no-way-out", "The text offers no way to refuse further messages.", "Add the words that the message names."),
            new("bad-wording", "The rules of wording cannot be read.", "Mend the place that is named."),
            new("wording", "A text breaks a rule of wording, so its messages would be held.", "Take the words out, write those that must stand, or mend the rule."),
            new("bad-language", "The language of a rule is none.", "Write a tag such as zh or en, or * for every language."),
            new("bad-pattern", "A pattern of a rule cannot be used.", "Mend the regular expression."),
            new("bad-value", "The value in a rule is not written as values are.", "Write a name, a dot and a name, in double braces."),
            new("unknown-product", "A rule names a product line that no policy has.", "Correct it, or add the product line to the catalog."),
            new("useless-exception", "An exception has none of the rule's words, so it excepts nothing.", "Remove or correct it."),
            new("insecure-link", "A link is not https.", "Use https."),
        ]),
    ];

    private static readonly FrozenDictionary<string, FindingRule> ByCode =
        ByTopic.SelectMany(topic => topic.Rules).ToFrozenDictionary(rule => rule.Code, StringComparer.Ordinal);

    /// <summary>The rule of a code; of one that is not listed, one without help.</summary>
    public static FindingRule Of(string code) => ByCode.GetValueOrDefault(code) ?? new FindingRule(code, code, "See the message.");
}

/// <summary>A rule that documents are held to.</summary>
/// <param name="Code">The code of its findings.</param>
/// <param name="Meaning">What a finding says, in a sentence.</param>
/// <param name="Remedy">What to do, in a sentence.</param>
public sealed record FindingRule(string Code, string Meaning, string Remedy)
{
    /// <summary>Where the page describes it.</summary>
    public Uri Help => new($"https://campaigns.example/docs/validation#{Code}");
}
