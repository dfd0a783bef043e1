namespace Campaigns.Simulation.Reports;

/// <summary>What a change does: the same customers, who do the same by the same seed, under two sets of rules.</summary>
/// <param name="Before">Under the rules in force.</param>
/// <param name="After">Under the others.</param>
/// <param name="More">Customers who get more messages.</param>
/// <param name="Fewer">Customers who get fewer.</param>
/// <param name="Same">Customers who get as many.</param>
/// <param name="NewlyReached">Customers who get none before, and one or more after.</param>
/// <param name="NoLongerReached">The other way round.</param>
public sealed record SimulationComparison(
    SimulationReport Before, SimulationReport After, long More, long Fewer, long Same, long NewlyReached, long NoLongerReached)
{
    /// <summary>Whom it concerns.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<ChangedCustomer> Changed { get; init; } = [];

    /// <summary>Compares what customers came to.</summary>
    internal static SimulationComparison Of(
        SimulationReport before, SimulationReport after, IReadOnlyDictionary<string, (int Contacts, int Conversions)> was,
        IReadOnlyDictionary<string, (int Contacts, int Conversions)> becomes)
    {
        List<ChangedCustomer> changed = [.. was.Where(customer => becomes.TryGetValue(customer.Key, out var now) && now != customer.Value)
            .Select(customer => new ChangedCustomer(customer.Key, customer.Value.Contacts, becomes[customer.Key].Contacts,
                customer.Value.Conversions, becomes[customer.Key].Conversions))
            .OrderBy(customer => customer.Customer, StringComparer.Ordinal)];
        var (more, fewer) = (changed.Count(c => c.MessagesAfter > c.MessagesBefore), changed.Count(c => c.MessagesAfter < c.MessagesBefore));
        return new(
            before, after, more, fewer, was.Count - more - fewer, changed.Count(c => c.MessagesBefore == 0 && c.MessagesAfter > 0),
            changed.Count(c => c.MessagesBefore > 0 && c.MessagesAfter == 0))
        {
            Changed = changed,
        };
    }
}

/// <summary>A customer for whom the change makes a difference.</summary>
/// <param name="Customer">Who.</param>
/// <param name="MessagesBefore">Messages under the rules in force.</param>
/// <param name="MessagesAfter">Messages under the others.</param>
/// <param name="ConversionsBefore">Goals reached under the rules in force.</param>
/// <param name="ConversionsAfter">Goals reached under the others.</param>
public sealed record ChangedCustomer(
    string Customer, int MessagesBefore, int MessagesAfter, int ConversionsBefore, int ConversionsAfter);
