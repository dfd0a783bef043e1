using Campaigns.Api.Http;

namespace Campaigns.Api.Events;

/// <summary>What became of one event.</summary>
/// <param name="Id">Its id, when it had one.</param>
/// <param name="Source">Its source, when it had one.</param>
/// <param name="Result">One of <see cref="EventResult"/>.</param>
public sealed record EventResponse(string? Id, string? Source, EventResult Result)
{
    /// <summary>Why it was rejected.</summary>
    public EventProblem? Problem { get; init; }

    /// <summary>Something that is allowed and probably not meant, such as an event type nobody declared.</summary>
    public string? Notice { get; init; }
}

/// <summary>Why an event was rejected.</summary>
/// <param name="Detail">In words.</param>
/// <param name="Errors">Each thing; the pointers begin with the event's index in the batch.</param>
public sealed record EventProblem(string Detail, IReadOnlyList<ProblemError> Errors);

/// <summary>What became of an event.</summary>
public enum EventResult
{
    /// <summary>It is stored, and what it leads to is on its way.</summary>
    Accepted,

    /// <summary>The same source and id had been taken before; nothing was done twice.</summary>
    Duplicate,

    /// <summary>It is valid and concerns nobody here, such as a report about another system's message; nothing was stored.</summary>
    Ignored,

    /// <summary>It is not valid; nothing was stored. Sending it again as it is will not help.</summary>
    Rejected,

    /// <summary>It is valid and could not be taken for an internal reason. Sending it again is safe, and may help.</summary>
    Failed,
}
