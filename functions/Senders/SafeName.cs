using System.Text;

namespace Campaigns.Senders;

/// <summary>
/// An id as a file name and as the left side of a <c>Message-ID</c>: letters, digits, <c>-</c>, <c>_</c> and <c>~</c>
/// stay, all else is percent-encoded, so that no id climbs out of its folder and no two ids meet.
/// </summary>
internal static class SafeName
{
    private const int MaxLength = 180;
    private static readonly System.Buffers.SearchValues<char> Plain =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~");

    public static string Of(string id)
    {
        if (id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExcept(Plain))
            return id;

        var name = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(id))
        {
            if (Plain.Contains((char)octet))
                name.Append((char)octet);
            else
                name.Append('%').Append(octet.ToString("X2", null));
        }

        // An id too long for a file name goes by its hash; '%' before it keeps it apart from every plain id.
        return name.Length is > 0 and <= MaxLength
            ? name.ToString()
            : "%" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(id)));
    }
}
