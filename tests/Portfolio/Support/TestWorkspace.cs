namespace Campaigns.Portfolio.Tests.Support;

/// <summary>A folder for one test, with a portfolio in it.</summary>
internal sealed class TestWorkspace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-");

    public const string Portfolio =
        "ID;Name;Exp\n1;Ann;2026-01-02\n2;Ben;2026-03-02\n;Cid;2026-01-01\na/b;Dee;2026-01-01\n4;Eve;31/31/2026\n";

    public const string Map = """
        { "csv": { "delimiter": ";" }, "timeZone": "Europe/Madrid",
          "customer": { "id": "ID", "attributes": { "name": "Name" }, "consents": ["email:marketing"] },
          "policy": { "id": { "expression": "row.ID + '-1'" }, "attributes": { "expires_on": { "column": "Exp", "type": "date" } } },
          "events": [ { "type": "policy.issued", "on": "Exp", "policyAttributes": ["expires_on"] } ] }
        """;

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
