using System.CommandLine;
using System.Globalization;
using Campaigns.Model;
using Campaigns.Runtime.Files;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Local.Commands;

/// <summary>Arguments and options that say in plain words what they expect.</summary>
internal static class Inputs
{
    /// <summary>A whole number.</summary>
    public static Option<int> Number(string name, string description, int defaultValue, int min, int max) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= min && number <= max)
                return number;
            var expected = min == int.MinValue ? "a whole number" : $"a whole number from {min} to {max}";
            result.AddError($"{name} is {expected}, found '{result.Tokens[0].Value}'.");
            return defaultValue;
        },
    };

    /// <summary>A day; null when it is not given.</summary>
    public static Option<LocalDate?> Day(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (LocalDatePattern.Iso.Parse(result.Tokens[0].Value) is { Success: true, Value: var day })
                return day;
            result.AddError($"{name} is a day such as 2026-03-01, found '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    /// <summary>One of a few words, in any case.</summary>
    public static Option<T> Choice<T>(string name, string description, T defaultValue, params T[] others) where T : struct, Enum =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result =>
            {
                T[] choices = [defaultValue, .. others];
                foreach (var choice in choices)
                {
                    if (choice.ToString().Equals(result.Tokens[0].Value, StringComparison.OrdinalIgnoreCase))
                        return choice;
                }

                result.AddError(
                    $"{name} is {Spelling.OneOf([.. choices.Select(choice => choice.ToString())])}, found '{result.Tokens[0].Value}'.");
                return defaultValue;
            },
        };

    /// <summary>Makes a folder that is to be written to; what stands in the way, or null.</summary>
    public static string? FolderProblem(string folder)
    {
        if (File.Exists(folder))
            return $"'{folder}' is a file; name a folder.";
        try
        {
            PrivateFiles.CreateFolder(folder);
            var trial = Path.Combine(folder, $".{Path.GetRandomFileName()}");
            File.WriteAllText(trial, "");
            File.Delete(trial);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The folder '{folder}' is not writable; name another folder, or change its permissions.";
        }
    }

    /// <summary>What is wrong with a file that is to be read, or null.</summary>
    public static string? FileProblem(FileInfo file, string what) =>
        file.Exists ? null
        : Directory.Exists(file.FullName) ? $"The {what} '{file}' is a folder; name a file."
        : $"There is no {what} '{file}'.";
}
