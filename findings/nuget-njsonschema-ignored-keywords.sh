#!/usr/bin/env bash
# Package:  NJsonSchema 11.6.2 (NuGet); ajv 8.20.0 (npm) beside it
# Expected: A validator applies the keywords of the draft that $schema names (here draft 7), or refuses a schema it cannot
#           apply. JSON Schema core lets it ignore unknown keywords, not those of the dialect it was asked for.
# Happens:  const, if/then, contains and propertyNames are ignored silently, whatever $schema is: NJsonSchema
#           knows draft 4. What ajv refuses is valid.
# Output:   below.
# Means:    Schemas of journeys use exactly these ("when the channel is sms, a number is required"), and tests by this
#           validator pass with any document. Write such rules with enum, oneOf and not, or test with another validator.
. "$(dirname "$0")/lib/harness.sh"

cat > "$work/cases.json" <<'JSON'
[
  { "keyword": "enum", "schema": { "enum": ["sms"] }, "document": "fax" },
  { "keyword": "const", "schema": { "const": "sms" }, "document": "fax" },
  { "keyword": "if/then", "schema": { "if": { "required": ["sms"] }, "then": { "required": ["number"] } }, "document": { "sms": true } },
  { "keyword": "contains", "schema": { "contains": { "type": "string" } }, "document": [1] },
  { "keyword": "propertyNames", "schema": { "propertyNames": { "pattern": "^[a-z]+$" } }, "document": { "A": 1 } }
]
JSON

dotnet_program NJsonSchema@11.6.2 <<'CS'
using System.Text.Json.Nodes;
using NJsonSchema;

foreach (var item in JsonNode.Parse(File.ReadAllText(args[0]))!.AsArray())
{
    var schema = item!["schema"]!.DeepClone();
    schema["$schema"] = "http://json-schema.org/draft-07/schema#";
    var errors = (await JsonSchema.FromJsonAsync(schema.ToJsonString())).Validate(item["document"]!.ToJsonString());
    Console.WriteLine($"NJsonSchema {item["keyword"]}: {(errors.Count == 0 ? "valid" : "refused")}");
}
CS
dotnet_run "$work/cases.json"
mv "$work/actual" "$work/first"

npm_install ajv@8.20.0
node_run <<'JS'
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';

for (const { keyword, schema, document } of JSON.parse(readFileSync('../cases.json', 'utf8'))) {
  const validate = new Ajv.default({ strict: false }).compile(schema);
  console.log(`ajv ${keyword}: ${validate(document) ? 'valid' : 'refused'}`);
}
JS
cat "$work/first" "$work/actual" > "$work/both"
mv "$work/both" "$work/actual"
expect <<'TXT'
NJsonSchema enum: refused
NJsonSchema const: valid
NJsonSchema if/then: valid
NJsonSchema contains: valid
NJsonSchema propertyNames: valid
ajv enum: refused
ajv const: refused
ajv if/then: refused
ajv contains: refused
ajv propertyNames: refused
TXT
