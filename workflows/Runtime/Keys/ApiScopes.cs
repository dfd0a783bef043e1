namespace Campaigns.Runtime.Keys;

/// <summary>What the bearer of an API key may do. A key has any number of these; one does not include another.</summary>
[Flags]
public enum ApiScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read customers, timelines, journeys, statistics and the status.</summary>
    Reader = 1,

    /// <summary>Send events and customer data, and request entry to a journey: what a policy system does.</summary>
    Sender = 2,

    /// <summary>Check journeys and save their drafts.</summary>
    Author = 4,

    /// <summary>Put in force: publish journeys, save the contact policy and the catalog.</summary>
    Approver = 8,

    /// <summary>Run the installation: pause, resume and retire journeys, read the status, settle messages.</summary>
    Operator = 16,

    /// <summary>Everything, as the one key of a host has it.</summary>
    All = Reader | Sender | Author | Approver | Operator,
}

/// <summary>The names of scopes, in settings, rows, commands and roles.</summary>
public static class ApiScopeNames
{
    private static readonly (string Name, ApiScopes Scope)[] Named =
    [
        ("reader", ApiScopes.Reader), ("sender", ApiScopes.Sender), ("author", ApiScopes.Author), ("approver", ApiScopes.Approver),
        ("operator", ApiScopes.Operator),
    ];

    /// <summary>All names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Named.Select(named => named.Name)];

    /// <summary>The names of the scopes that are set.</summary>
    public static IReadOnlyList<string> Of(ApiScopes scopes) =>
        [.. Named.Where(named => (scopes & named.Scope) != 0).Select(named => named.Name)];

    /// <summary>The scope of a name, in any case; false when there is none.</summary>
    public static bool TryParse(string name, out ApiScopes scope)
    {
        scope = Named.FirstOrDefault(named => named.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Scope;
        return scope != ApiScopes.None;
    }

    /// <summary>The scopes of several names; those that are unknown give nothing.</summary>
    public static ApiScopes Parse(IEnumerable<string> names) =>
        names.Aggregate(ApiScopes.None, (scopes, name) => TryParse(name, out var scope) ? scopes | scope : scopes);
}
