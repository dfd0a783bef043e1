using System.Collections.Immutable;
using Campaigns.Model;

namespace Campaigns.Workspaces.Reading;

/// <summary>Everything that a check looks at, as it was read.</summary>
public sealed record WorkspaceContents
{
    /// <summary>The attribute catalog; null: it could not be read.</summary>
    public WorkspaceFile? Catalog { get; init; }

    /// <summary>The contact policy; null: it could not be read.</summary>
    public WorkspaceFile? ContactPolicy { get; init; }

    /// <summary><c>campaigns.json</c>; null: there is none.</summary>
    public WorkspaceFile? Settings { get; init; }

    /// <summary>The journeys, by path.</summary>
    public ImmutableArray<WorkspaceFile> Journeys { get; init; } = [];

    /// <summary>The scenarios, by path.</summary>
    public ImmutableArray<WorkspaceFile> Scenarios { get; init; } = [];

    /// <summary>The import maps, by path.</summary>
    public ImmutableArray<WorkspaceFile> Maps { get; init; } = [];

    /// <summary>The files of senders, by path.</summary>
    public ImmutableArray<WorkspaceFile> Senders { get; init; } = [];

    /// <summary>The texts, by path; null: those that ship.</summary>
    public ImmutableArray<WorkspaceFile>? Templates { get; init; }

    /// <summary>Whether everything that there is was read, so that what nothing uses is not used.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What is wrong with files and folders themselves.</summary>
    public ImmutableArray<(string File, Finding Finding)> Findings { get; init; } = [];
}
