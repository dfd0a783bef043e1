using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace Campaigns.Azure.Http;

/// <summary>The routes of the app's functions, by what it tells the host of them: which methods an address takes.</summary>
/// <param name="functions">The app's functions.</param>
public sealed class RouteTable(IFunctionMetadataProvider functions)
{
    private readonly Lazy<Task<IReadOnlyList<Entry>>> _entries = new(() => ReadAsync(functions));

    /// <summary>The methods that the address takes, in alphabetical order; none: there is nothing at it.</summary>
    /// <param name="path">The address, without the prefix of all routes.</param>
    public async ValueTask<IReadOnlyList<string>> MethodsAsync(string path) =>
        [.. (await _entries.Value).Where(entry => entry.Matches(path)).SelectMany(entry => entry.Methods)
            .Distinct().Order(StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<Entry>> ReadAsync(IFunctionMetadataProvider functions) =>
    [
        .. (await functions.GetFunctionMetadataAsync(""))
            .Where(function => function.Name != UnknownRouteFunction.Name)
            .SelectMany(function => function.RawBindings ?? [])
            .Select(binding => JsonElement.Parse(binding))
            .Where(binding => binding.GetProperty("type").GetString() == "httpTrigger")
            .Select(binding => new Entry(
                binding.GetProperty("route").GetString()!,
                [.. binding.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant())])),
    ];

    private sealed class Entry(string route, IReadOnlyList<string> methods)
    {
        private readonly TemplateMatcher _matcher = new(TemplateParser.Parse(route), new RouteValueDictionary());

        public IReadOnlyList<string> Methods => methods;

        public bool Matches(string path) => _matcher.TryMatch(new PathString("/" + path.Trim('/')), new RouteValueDictionary());
    }
}
