using Campaigns.Definitions.Wording;
using Campaigns.Model.Messages;
using Campaigns.Rendering.Set;

namespace Campaigns.Rendering;

/// <summary>What rendering came to.</summary>
public abstract record RenderResult
{
    private RenderResult()
    {
    }

    /// <summary>The message is ready.</summary>
    /// <param name="Message">What is to be sent.</param>
    /// <param name="Locale">The locale of the file that was used.</param>
    /// <param name="Version">The hash of that file and its layout (<see cref="TemplateInfo.Version"/>): which text an auditor must look
    /// at.</param>
    public sealed record Rendered(RenderedMessage Message, string Locale, string Version) : RenderResult;

    /// <summary>There is no message.</summary>
    /// <param name="Reason">What kind of fault.</param>
    /// <param name="File">The template file, or the template's name where no file was found.</param>
    /// <param name="Line">From 1; 0 where no line is at fault.</param>
    /// <param name="Message">What is wrong and what would be right, for a marketer.</param>
    public sealed record Failed(RenderFailure Reason, string File, int Line, string Message) : RenderResult
    {
        /// <summary>The column, from 1; 0 where none is known.</summary>
        public int Column { get; init; }

        /// <summary>The message that may not go, where it is its wording (<see cref="RenderFailure.Wording"/>); else null.</summary>
        public Rendered? Text { get; init; }

        /// <summary>The rules of wording that it breaks; empty also while the rules cannot be read.</summary>
        public IReadOnlyList<WordingBreach> Breaches { get; init; } = [];
    }
}

/// <summary>Why a template could not be rendered.</summary>
public enum RenderFailure
{
    /// <summary>No file has this name and channel in any acceptable locale.</summary>
    UnknownTemplate,

    /// <summary>Its file is there and cannot be used; the message is the first error of the file.</summary>
    Unusable,

    /// <summary>The template names something that does not exist.</summary>
    UnknownName,

    /// <summary>An attribute that the text requires has no value.</summary>
    Missing,

    /// <summary>The text is longer than its channel carries.</summary>
    TooLong,

    /// <summary>The template works longer than any message should need.</summary>
    TooMuchWork,

    /// <summary>A part that must not be empty is: a body, a subject, a title.</summary>
    Empty,

    /// <summary>The message breaks a rule of <c>wording.json</c>.</summary>
    Wording,

    /// <summary>Anything else: a null group, a wrong argument, a division by zero.</summary>
    Faulty,
}
