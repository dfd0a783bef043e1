#!/usr/bin/env bash
# Package:  System.Text.Json 10.0.12 (NuGet), C# compiler of the .NET SDK 10.
# Expected: A property that a document lacks keeps its initial value. Source generation is documented as another way to
#           get the same metadata (learn.microsoft.com, "Reflection versus source generation in System.Text.Json"), so
#           both ways should read the same document to the same object.
# Happens:  Read by reflection, a missing `init` property keeps its initializer. Read by generated code it is reset to
#           the default of its type: 0, false, and null even where the property is not nullable. With `set` both keep it.
# Output:   below.
# Means:    Moving stored options or rows to source generation, as trimming and AOT ask for, turns a cap of 3 into a cap
#           of 0 and switches off what was on by default, without a warning. Use `set`, or constructor parameters with
#           default values, which both ways honour.
. "$(dirname "$0")/lib/harness.sh"

dotnet_program System.Text.Json@10.0.12 <<'CS'
using System.Text.Json;
using System.Text.Json.Serialization;

const string json = """{ "name": "renewal" }""";
var web = JsonSerializerOptions.Web;
var generated = new CapJson(new JsonSerializerOptions(web));

Console.WriteLine($"init,        reflection: {JsonSerializer.Deserialize<InitCap>(json, web)}");
Console.WriteLine($"init,        generated:  {JsonSerializer.Deserialize(json, generated.InitCap)}");
Console.WriteLine($"set,         generated:  {JsonSerializer.Deserialize(json, generated.SetCap)}");
Console.WriteLine($"constructor, generated:  {JsonSerializer.Deserialize(json, generated.ConstructorCap)}");

public sealed class InitCap
{
    public string Name { get; init; } = "";
    public int Limit { get; init; } = 3;
    public bool Enabled { get; init; } = true;
    public string[] Channels { get; init; } = ["sms"];
    public override string ToString() => $"limit {Limit}, enabled {Enabled}, channels {Channels?.Length.ToString() ?? "null"}";
}

public sealed class SetCap
{
    public string Name { get; set; } = "";
    public int Limit { get; set; } = 3;
    public bool Enabled { get; set; } = true;
    public string[] Channels { get; set; } = ["sms"];
    public override string ToString() => $"limit {Limit}, enabled {Enabled}, channels {Channels?.Length.ToString() ?? "null"}";
}

public sealed record ConstructorCap(string Name, int Limit = 3, bool Enabled = true)
{
    public override string ToString() => $"limit {Limit}, enabled {Enabled}";
}

[JsonSerializable(typeof(InitCap))]
[JsonSerializable(typeof(SetCap))]
[JsonSerializable(typeof(ConstructorCap))]
internal sealed partial class CapJson : JsonSerializerContext;
CS
dotnet_run
expect <<'TXT'
init,        reflection: limit 3, enabled True, channels 1
init,        generated:  limit 0, enabled False, channels null
set,         generated:  limit 3, enabled True, channels 1
constructor, generated:  limit 3, enabled True
TXT
