namespace Campaigns.Api.Http;

/// <summary>Gathers everything that is wrong with a request, so that it is told at once.</summary>
internal sealed class ProblemLog
{
    private readonly List<ProblemError> _errors = [];

    public IReadOnlyList<ProblemError> Errors => _errors;

    public bool Any => _errors.Count > 0;

    public void Add(string pointer, string code, string detail) => _errors.Add(new(pointer, code, detail));

    /// <summary>A 400 with everything; its detail is the first, which is often the only one.</summary>
    public Problem ToProblem() => Problem.BadRequest(
        _errors.Count == 1 ? _errors[0].Detail : $"{_errors.Count} errors were found; the first: {_errors[0].Detail}", _errors);
}
