using System.Globalization;

namespace Campaigns.Portfolio.Tests;

/// <summary>Which reminders the Spanish file calls for, worked out from the file alone: none of the product's code is used.</summary>
/// <remarks>
/// A term is live on day D if it is known (Date_last_renewal on or before D) and not lapsed (no Date_lapse on or
/// before D, whatever the row's Lapse says: the date is the contract's end). A term that becomes known after a milestone's day never gets
/// that
/// milestone.
/// </remarks>
internal static class SpainMotorOracle
{
    public static readonly DateOnly First = new(2016, 11, 1);

    public static readonly DateOnly Last = new(2019, 11, 30);

    public static readonly int[] Milestones = [90, 45, 30, 15];

    /// <summary>One row of the file.</summary>
    public sealed record Term(string Id, DateOnly Known, DateOnly Expires, int Lapse, DateOnly? LapsedOn)
    {
        /// <summary>The policy id under which the map knows the term.</summary>
        public string Key => $"{Id}-{Expires:yyyy-MM-dd}";
    }

    public static IReadOnlyList<Term> Terms(string path)
    {
        var lines = File.ReadLines(path);
        var header = lines.First().Split(';');
        int id = At("ID"), known = At("Date_last_renewal"), expires = At("Date_next_renewal"), lapse = At("Lapse"), on = At("Date_lapse");
        return [.. lines.Skip(1).Select(line => line.Split(';')).Select(cells => new Term(
            cells[id], Date(cells[known]), Date(cells[expires]), int.Parse(cells[lapse], CultureInfo.InvariantCulture),
            cells[on].Length == 0 ? null : Date(cells[on])))];

        int At(string name) => Array.IndexOf(header, name);
    }

    /// <summary>Every (date, milestone, term) of the replay's days, sorted by date, then longest milestone first, then term.</summary>
    public static IReadOnlyList<(DateOnly Date, int Rung, string Term)> Reminders(string path) =>
        [.. from term in Terms(path)
            from milestone in Milestones
            let day = term.Expires.AddDays(-milestone)
            where day >= First && day <= Last
            where term.Known <= day
            where !(term.LapsedOn <= day)
            orderby day, milestone descending, term.Key
            select (day, milestone, term.Key)];

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "dd/MM/yyyy", CultureInfo.InvariantCulture);
}
