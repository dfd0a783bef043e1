#!/usr/bin/env bash
# Package:  nodemailer 10.6.0 (npm)
# Expected: The option `list` writes List-* fields. RFC 8058 section 3.1 gives List-Unsubscribe-Post exactly one value,
#           `List-Unsubscribe=One-Click`, and RFC 2369 allows at most one field of each name.
# Happens:  Every value of `list` is taken for an address: a value without one of its schemes gets `http://`
#           and put in angle brackets, the One-Click token included. Two addresses given as an array become
#           two fields of one name; only a nested array keeps them in one.
# Output:   below.
# Means:    With `list`, mail looks as if it offered one-click unsubscribing, and mailbox providers that ask for
#           RFC 8058 of bulk senders do not find it. Write both fields through `headers`.
. "$(dirname "$0")/lib/harness.sh"

npm_install nodemailer@10.6.0
node_run <<'JS'
import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
async function listFields(title, options) {
  const { message } = await transport.sendMail({ from: 'a@insurer.example', to: 'b@customer.example', text: 'x', ...options });
  console.log(`${title}:`);
  for (const line of message.toString().split('\n\n')[0].split('\n')) {
    if (/^(List-| )/.test(line)) console.log(`  ${line}`);
  }
}

await listFields('list', { list: { unsubscribe: 'https://insurer.example/u/1', 'unsubscribe-post': 'List-Unsubscribe=One-Click' } });
await listFields('list, two addresses', { list: { unsubscribe: ['https://insurer.example/u/1', 'mailto:u@insurer.example'] } });
await listFields('headers', { headers: {
  'List-Unsubscribe': '<https://insurer.example/u/1>, <mailto:u@insurer.example>',
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } });
JS
expect <<'TXT'
list:
  List-Unsubscribe: <https://insurer.example/u/1>
  List-Unsubscribe-Post: <http://List-Unsubscribe=One-Click>
list, two addresses:
  List-Unsubscribe: <https://insurer.example/u/1>
  List-Unsubscribe: <mailto:u@insurer.example>
headers:
  List-Unsubscribe: <https://insurer.example/u/1>, <mailto:u@insurer.example>
  List-Unsubscribe-Post: List-Unsubscribe=One-Click
TXT
