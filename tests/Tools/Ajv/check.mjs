// Reads {schemas: [file], documents: [{schema: file, text}]} from standard input; writes a list with the errors of each document, and
// ends with an error when a schema itself is not one of JSON Schema 2020-12.
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';

const { schemas, documents } = JSON.parse(readFileSync(0, 'utf8'));
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true, allowMatchingProperties: true });
const compiled = new Map(schemas.map(file => [file, ajv.compile(JSON.parse(readFileSync(file, 'utf8')))]));
process.stdout.write(JSON.stringify(documents.map(({ schema, text }) => {
  const check = compiled.get(schema);
  return check(JSON.parse(text)) ? [] : check.errors.map(error => `${error.instancePath}: ${error.message}`);
})));
