using System.Collections.Immutable;
using Campaigns.Definitions.Journeys;
using Campaigns.Definitions.Journeys.Reading;
using Campaigns.Definitions.Validation.Contacts;
using Campaigns.Definitions.Validation.Expressions;
using Campaigns.Definitions.Validation.Flow;
using Campaigns.Definitions.Validation.Together;
using Campaigns.Model;

namespace Campaigns.Definitions.Validation;

/// <summary>
/// Checks what a reader cannot: that names exist, expressions make sense, every step can be reached, every wait can end
/// and the contact policy can ever allow what is sent. All findings at once, in words a marketer understands.
/// </summary>
public static class JourneyValidator
{
    /// <summary>Reads a journey and checks it in one go, so that errors of shape do not hide errors of meaning.</summary>
    /// <param name="json">UTF-8 text; must not change while the answer is in use.</param>
    /// <param name="context">What the journey may name.</param>
    /// <returns>The definition, null when any finding is an error, and the findings of both in the order of the document.</returns>
    public static JourneyReadResult Check(ReadOnlyMemory<byte> json, ValidationContext context)
    {
        var reading = JourneyReader.Read(json);
        if (reading.Draft is not { } draft)
            return reading;
        var found = Run(draft, context, reading.Source, isDraft: reading.Definition is null);
        ImmutableArray<Finding> all = [.. reading.Findings.Concat(found).OrderBy(f => f.Line)];
        return reading with { Definition = all.Any(f => f.Severity == FindingSeverity.Error) ? null : reading.Definition, Findings = all };
    }

    /// <summary>Checks a definition.</summary>
    /// <param name="definition">The journey.</param>
    /// <param name="context">What it may name.</param>
    /// <param name="source">The text it was read from, for lines and exact pointers; without it findings have no line.</param>
    public static ImmutableArray<Finding> Validate(JourneyDefinition definition, ValidationContext context, JourneySource? source = null) =>
        Run(definition, context, source ?? JourneySource.None, isDraft: false);

    private static ImmutableArray<Finding> Run(JourneyDefinition definition, ValidationContext context, JourneySource source, bool isDraft)
    {
        var check = new CheckedJourney(definition, context, source, isDraft);
        IdCheck.Run(check);
        NameCheck.Run(check);
        TemplateAttributeCheck.Run(check);
        TransactionalCheck.Run(check);
        ActivePeriodCheck.Run(check);
        AvailabilityCheck.Run(check);
        ShapeCheck.Run(check);
        ExitCheck.Run(check);
        EntryComparisonCheck.Run(check);
        EntryDateCheck.Run(check);
        DeadConditionCheck.Run(check);
        // A draft lacks the steps that could not be read: what its flow looks like says nothing about the whole.
        var history = isDraft ? null : StepHistory.Of(definition);
        ExpressionSites.Check(check, history);
        EventStepCheck.Run(check, history);
        if (!isDraft)
        {
            ReachabilityCheck.Run(check);
            WaitCheck.Run(check);
            OutdatedSendCheck.Run(check);
            DeadlineCheck.Run(check);
            ContactLoadCheck.Run(check);
        }

        return check.Findings;
    }
}
