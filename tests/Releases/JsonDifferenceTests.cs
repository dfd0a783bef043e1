namespace Campaigns.Releases.Tests;

public sealed class JsonDifferenceTests
{
    [Theory]
    [InlineData("""{ "a": 1 }""", """{ "a": 2 }""", "a 1 → 2")]
    [InlineData("""{ "a": 1, "b": { "c": "x" } }""", """{ "b": { "c": "y" } }""", "b.c \"x\" → \"y\"", "a 1 is removed")]
    [InlineData("""{ "$schema": "x" }""", """{ "$schema": "y" } // a comment""")]
    [InlineData("""{ "steps": [ { "id": "a", "wait": "P1D" }, { "id": "b" } ] }""", """{ "steps": [ { "id": "n" }, { "id": "a", "wait": "P2D" }, { "id": "b" } ] }""",
        "step \"n\" is added", "step \"a\": wait \"P1D\" → \"P2D\"")]
    [InlineData("""{ "steps": [ { "id": "a" }, { "id": "b" } ] }""", """{ "steps": [ { "id": "b" }, { "id": "a" } ] }""", "the order of steps changes")]
    [InlineData("""{ "steps": [ { "id": "a" }, { "id": "b" } ] }""", """{ "steps": [ { "id": "a", "branch": [ { "when": "x", "then": [ { "id": "b" } ] } ] } ] }""",
        "step \"a\": branch[1].when \"x\" is added", "step \"b\" moves to step \"a\"")]
    [InlineData("""{ "steps": [ { "id": "a" } ] }""", """{ "steps": [ ] }""", "steps [] is added", "step \"a\" is removed")]
    [InlineData("{", """{ "a": 1 }""", "the text changes")]
    public void Between_TellsWhatAPersonWouldSay(string before, string after, params string[] lines) =>
        Assert.Equal(lines, JsonDifference.Between(before, after, static _ => "step"));
}
