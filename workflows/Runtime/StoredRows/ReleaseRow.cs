using Campaigns.Runtime.Ports;
using Campaigns.Runtime.Releases;
using NodaTime;

namespace Campaigns.Runtime.StoredRows;

/// <summary>Table <c>releases</c>, partition <c>@releases</c>: a release.</summary>
internal sealed class ReleaseRow
{
    public string Author { get; set; } = "";

    public string Message { get; set; } = "";

    public Instant At { get; set; }

    public int Files { get; set; }

    public long Size { get; set; }

    public string Manifest { get; set; } = "";

    public static byte[] Write(Release release) => RowJson.Write(new ReleaseRow
    {
        Author = release.Author,
        Message = release.Message,
        At = release.At,
        Files = release.Files,
        Size = release.Size,
        Manifest = release.Manifest,
    }, RowJson.Context.ReleaseRow);

    public static Release Read(Row row) => RowJson.Read(ReleaseStore.Table, row, RowJson.Context.ReleaseRow, stored =>
        new Release(row.Key, stored.Author, stored.Message, stored.At, stored.Files, stored.Size, stored.Manifest));
}

/// <summary>Table <c>releases</c>, partition <c>@deployments</c>, and within the row that decides: a release that was put in force.</summary>
internal sealed class DeploymentRow
{
    public int Number { get; set; }

    public string Release { get; set; } = "";

    public string By { get; set; } = "";

    public string Message { get; set; } = "";

    public Instant At { get; set; }

    public static byte[] Write(Deployment deployment) => RowJson.Write(Of(deployment), RowJson.Context.DeploymentRow);

    public static Deployment Read(Row row) =>
        RowJson.Read(ReleaseStore.Table, row, RowJson.Context.DeploymentRow, static stored => stored.ToDeployment());

    public static DeploymentRow Of(Deployment deployment) => new()
    {
        Number = deployment.Number,
        Release = deployment.Release,
        By = deployment.By,
        Message = deployment.Message,
        At = deployment.At,
    };

    public Deployment ToDeployment() => new(Number, Release, By, Message, At);
}
