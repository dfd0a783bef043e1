using System.Diagnostics;
using System.Text;
using Campaigns.Runtime.Ports;

namespace Campaigns.Runtime.Incidents;

/// <summary>
/// What a log says of a failure: one line without personal data. The message of an exception that nobody foresaw may quote the value it
/// stumbled over, a name or an address, so the line has the types and the places in the code instead, which is what mends it.
/// </summary>
public static class FailureText
{
    private const int MaxFrames = 12;
    private const int MaxDepth = 4;

    /// <summary>The line.</summary>
    /// <param name="failure">The failure. The messages of <see cref="StoreUnavailableException"/> and of damaged rows are our own.</param>
    public static string Of(Exception failure)
    {
        if (failure is StoreUnavailableException or IncidentException)
            return failure.Message.ReplaceLineEndings(" ");
        var line = new StringBuilder();
        var inner = failure;
        for (var depth = 0; inner is not null && depth < MaxDepth; depth++, inner = inner.InnerException)
        {
            line.Append(depth == 0 ? "" : ", because of ").Append(inner.GetType().FullName);
            AddPlaces(line, inner);
        }

        return line.ToString();
    }

    private static void AddPlaces(StringBuilder line, Exception failure)
    {
        var separator = " at ";
        foreach (var frame in new StackTrace(failure, fNeedFileInfo: true).GetFrames().Take(MaxFrames))
        {
            if (frame.GetMethod() is not { } method)
                continue;
            line.Append(separator).Append(method.DeclaringType?.FullName).Append('.').Append(method.Name);
            if (frame.GetFileLineNumber() is > 0 and var number)
                line.Append(':').Append(number);
            separator = " < ";
        }
    }
}
