using Campaigns.Definitions.Validation;
using Campaigns.Model;
using Campaigns.Model.Messages;

namespace Campaigns.Rendering.Set;

/// <summary>
/// The templates in use, which follow their source without a restart. What is broken, half written or gone altogether never takes the
/// place of what works: the earlier text stays in use, and the error is told. Safe for concurrent use.
/// </summary>
public sealed class LiveTemplates : ITemplateCatalog, IDisposable
{
    /// <summary>So long files have to stay the same before they are taken, where they may be seen half written.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly ITemplateSource? _source;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly SemaphoreSlim _lock = new(1, 1);
    private State _state;
    private string? _taken;
    private string? _seen;
    private long _seenAt;
    private long _lookedAt;

    private LiveTemplates(ITemplateSource? source, TimeProvider time, TimeSpan interval, State state)
    {
        (_source, _time, _interval, _state) = (source, time, interval, state);
        _lookedAt = time.GetTimestamp();
    }

    /// <summary>The templates at this moment: those of the release in force, else those of the source.</summary>
    public TemplateSet Current => Released ?? OfSource;

    /// <summary>Asked for the templates of the release in force, which take the place of the source's; null: there is none.</summary>
    public Func<TemplateSet?>? OfRelease { get; set; }

    /// <summary>Those of the source, whether a release takes their place or not.</summary>
    public TemplateSet OfSource => Volatile.Read(ref _state).Set;

    /// <summary>Whether a release has templates, so that the files of the source are of no concern.</summary>
    public bool IsReleased => Released is not null;

    /// <summary>What is wrong with the files in use as they are now; empty: nothing.</summary>
    public IReadOnlyList<TemplateProblem> Problems => Released is { } released
        ? released.Errors.Count == 0 ? [] : [.. released.Errors.Select(error => new TemplateProblem(error, EarlierInUse: false))]
        : Volatile.Read(ref _state).Problems;

    /// <inheritdoc/>
    public ReplyWords Replies => Current.Replies;

    private TemplateSet? Released => OfRelease?.Invoke();

    IEnumerable<string> ITemplateCatalog.Names => ((ITemplateCatalog)Current).Names;

    bool ITemplateCatalog.Has(string template, Channel channel) => Current.Contains(template, channel);

    /// <inheritdoc />
    public string? MissingFor(
        string template, Channel channel, IReadOnlyList<string> locales, Func<IReadOnlyDictionary<string, object?>> data) =>
        Current.MissingFor(template, channel, locales, data);

    IReadOnlyList<string> ITemplateCatalog.RequiredBy(string template, Channel channel) =>
        ((ITemplateCatalog)Current).RequiredBy(template, channel);

    string? ITemplateCatalog.PromotionIn(string template, Channel channel) => ((ITemplateCatalog)Current).PromotionIn(template, channel);

    IEnumerable<TemplateReference> ITemplateCatalog.ReferencesIn(string template, Channel channel) =>
        ((ITemplateCatalog)Current).ReferencesIn(template, channel);

    /// <summary>Templates that never change.</summary>
    public static LiveTemplates Of(TemplateSet set) => new(source: null, TimeProvider.System, Timeout.InfiniteTimeSpan,
        new State(set, [], [.. set.Errors.Select(error => new TemplateProblem(error, EarlierInUse: false))]));

    /// <summary>Reads templates, to be followed with <see cref="RefreshAsync"/>.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="interval">How often the source is looked at, at most; zero: whenever it is asked for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Stops it.</param>
    public static async ValueTask<LiveTemplates> OpenAsync(
        ITemplateSource source, TimeSpan interval, TimeProvider time, CancellationToken cancel)
    {
        var version = await source.VersionAsync(cancel);
        var files = await source.ReadAsync(cancel);
        // What changed in between has another version, and is read with the next look.
        return new LiveTemplates(source, time, interval, State.Of(files, earlier: [])) { _taken = version };
    }

    /// <summary>Looks whether the files have changed, unless that was done just before, and takes those that are good.</summary>
    /// <returns>How they stand.</returns>
    public async ValueTask<TemplateChange> RefreshAsync(CancellationToken cancel)
    {
        if (_source is null)
            return TemplateChange.None;
        await _lock.WaitAsync(cancel);
        try
        {
            if (_interval > TimeSpan.Zero && _time.GetElapsedTime(_lookedAt) < _interval)
                return _seen is null ? TemplateChange.None : TemplateChange.UnderWay;
            var version = await _source.VersionAsync(cancel);
            _lookedAt = _time.GetTimestamp();
            if (version == _taken)
            {
                _seen = null;
                return TemplateChange.None;
            }

            if (version != _seen)
                (_seen, _seenAt) = (version, _lookedAt);
            // A file that is being written may be valid as far as it goes: so nothing is read before all are at rest.
            if (!_source.ReplacesFilesWhole && _time.GetElapsedTime(_seenAt, _lookedAt) < Rest)
                return TemplateChange.UnderWay;
            var files = await _source.ReadAsync(cancel);
            if (await _source.VersionAsync(cancel) is var after && after != version)
            {
                (_seen, _seenAt) = (after, _lookedAt);
                return TemplateChange.UnderWay;
            }

            Volatile.Write(ref _state, State.Of(files, _state.Good));
            (_taken, _seen) = (version, null);
            return TemplateChange.Taken;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>A set, the files it is made of, and what is wrong with the files of the source.</summary>
    private sealed record State(TemplateSet Set, Dictionary<string, TemplateFile> Good, IReadOnlyList<TemplateProblem> Problems)
    {
        public static State Of(IReadOnlyList<TemplateFile> files, Dictionary<string, TemplateFile> earlier)
        {
            if (files.Count == 0 && earlier.Count > 0)
            {
                return new(TemplateSet.Parse(earlier.Values), earlier,
                    [new(new TemplateError("", 0, 0, "There are no template files any more."), EarlierInUse: true)]);
            }

            var used = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
            var errors = new List<TemplateError>();
            // Layouts first: an e-mail is not at fault for the layout it needs.
            var set = Mend(TemplateSet.Parse(used.Values), used, earlier, isLayout: true, errors);
            set = WithLayoutsThatAreGone(set, used, earlier, errors);
            set = Mend(set, used, earlier, isLayout: false, errors);
            var unusable = set.Errors.Select(error => error.File).ToHashSet(StringComparer.Ordinal);
            return new(
                set, used.Where(pair => !unusable.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal),
                [.. errors.OrderBy(error => error.File, StringComparer.Ordinal)
                    .Select(error => new TemplateProblem(error, !unusable.Contains(error.File)))]);
        }

        /// <summary>Puts the earlier text in the place of each file at fault that has one.</summary>
        private static TemplateSet Mend(
            TemplateSet set, Dictionary<string, TemplateFile> used, Dictionary<string, TemplateFile> earlier, bool isLayout,
            List<TemplateError> errors)
        {
            var wrong = set.Errors.Where(error => IsLayout(error.File) == isLayout).ToList();
            errors.AddRange(wrong);
            var mended = false;
            foreach (var file in wrong.Select(error => error.File).Where(earlier.ContainsKey))
            {
                used[file] = earlier[file];
                mended = true;
            }

            return mended ? TemplateSet.Parse(used.Values) : set;
        }

        private static TemplateSet WithLayoutsThatAreGone(
            TemplateSet set, Dictionary<string, TemplateFile> used, Dictionary<string, TemplateFile> earlier, List<TemplateError> errors)
        {
            var gone = earlier.Values.Where(file => IsLayout(file.Path) && !used.ContainsKey(file.Path)).ToList();
            if (gone.Count == 0 || TemplateSet.Parse([.. used.Values, .. gone]) is not { } whole || whole.Errors.Count >= set.Errors.Count)
                return set;
            foreach (var file in gone)
            {
                used[file.Path] = file;
                errors.Add(new TemplateError(file.Path, 0, 0, "The layout is gone, and e-mails need it."));
            }

            return whole;
        }

        private static bool IsLayout(string file) => file.StartsWith(TemplateFileName.LayoutGroup, StringComparison.Ordinal);
    }
}

/// <summary>How the files of a source stand to the templates in use.</summary>
public enum TemplateChange
{
    /// <summary>They are the same.</summary>
    None,

    /// <summary>They have changed and are not at rest yet: what is good of them is taken soon.</summary>
    UnderWay,

    /// <summary>They had changed, and what is good of them is in use now.</summary>
    Taken,
}

/// <summary>Something wrong with a template file.</summary>
/// <param name="Error">What.</param>
/// <param name="EarlierInUse">Whether its earlier text goes on being used; false: there is none, and its messages become dead letters.</param>
public sealed record TemplateProblem(TemplateError Error, bool EarlierInUse)
{
    /// <summary>The error and what it leads to.</summary>
    public override string ToString() =>
        $"{(Error.Line > 0 ? Error.ToString() : Error.Message).TrimEnd('.')}. "
        + $"{(EarlierInUse ? "The earlier text stays in use." : "Its messages become dead letters.")}";
}
