using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Api.Http;

/// <summary>How the body of a request is packed (<c>Content-Encoding</c>, RFC 9110, 8.4).</summary>
internal sealed class ContentCoding
{
    private const string Header = "Content-Encoding";

    private static readonly ContentCoding Identity = new("identity", _ => null);
    private static readonly ContentCoding Gzip = new("gzip", body => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true));
    private static readonly ContentCoding Brotli = new("br", body => new BrotliStream(body, CompressionMode.Decompress, leaveOpen: true));

    private readonly string _name;
    private readonly Func<Stream, Stream?> _open;

    private ContentCoding(string name, Func<Stream, Stream?> open) => (_name, _open) = (name, open);

    /// <summary>The 400 for a body that is not packed as its header says.</summary>
    public Problem Damaged => Problem.BadRequest($"The body cannot be unpacked as {_name}.",
        new ProblemError("", "bad-encoding", $"expected a body in {_name}, as the header says") { Parameter = Header });

    /// <summary>The coding of a request; null when it is none of those that are read.</summary>
    public static ContentCoding? Find(HttpRequest request) => request.Headers.ContentEncoding.ToString().Trim().ToUpperInvariant() switch
    {
        "" or "IDENTITY" => Identity,
        "GZIP" or "X-GZIP" => Gzip,
        "BR" => Brotli,
        _ => null,
    };

    /// <summary>The 415 for another coding, or several; the answer says which there are (RFC 9110, 15.5.16).</summary>
    public static Problem Unsupported(HttpRequest request)
    {
        request.HttpContext.Response.Headers.AcceptEncoding = "gzip, br";
        return new(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type",
            $"The body is packed as \"{RouteIds.Shorten(request.Headers.ContentEncoding.ToString())}\"; send it as gzip or br, or unpacked.")
        {
            Errors = [new("", "bad-encoding", "expected the coding gzip or br, or none") { Parameter = Header }],
        };
    }

    /// <summary>What unpacks the body; null when it is not packed. Closing it leaves the body open.</summary>
    public Stream? Unpack(Stream body) => _open(body);

    /// <summary>Whether what was thrown on reading means that the body is not packed so.</summary>
    public bool IsDamage(Exception e) => this != Identity && e is InvalidDataException or InvalidOperationException;
}
