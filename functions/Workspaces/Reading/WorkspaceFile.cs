namespace Campaigns.Workspaces.Reading;

/// <summary>A file of a workspace.</summary>
/// <param name="Path">As it is shown: by the folder that was named.</param>
/// <param name="Name">Its path in its own folder, with forward slashes: <c>renewal/offer.sms.en.scriban</c> of <c>templates</c>.</param>
/// <param name="Content">All of it.</param>
public sealed record WorkspaceFile(string Path, string Name, ReadOnlyMemory<byte> Content);
