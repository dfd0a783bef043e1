#!/usr/bin/env bash
# Package:  liquidjs 10.30.1 (npm)
# Expected: {{ "2025-03-30" | date: "%Y-%m-%d" }} prints the day it was given; a calendar date has no zone.
#           A day that does not exist is left as it is, as liquidjs does with any text it cannot read.
# Happens:  The text becomes a JavaScript Date, hence midnight UTC, and is printed in the zone of the process: the day
#           before anywhere west of Greenwich. 30 February becomes 2 March.
# Output:   below, the same program in three zones.
# Means:    "Your cover ends on …" is a day early on a server west of Greenwich, and right on the UTC machine where it was
#           tested. Pass dates already formatted, or as text with a local time of noon.
. "$(dirname "$0")/lib/harness.sh"

npm_install liquidjs@10.30.1
for zone in Asia/Hong_Kong UTC America/New_York; do
  TZ=$zone node_run <<'JS'
import { Liquid } from 'liquidjs';

const liquid = new Liquid();
const show = text => liquid.parseAndRenderSync('{{ text | date: "%Y-%m-%d" }}', { text });
console.log(`${process.env.TZ}: ${['2025-03-30', '2025-02-30', '30/03/2025'].map(text => `${text} is ${show(text)}`).join(', ')}`);
JS
  cat "$work/actual" >> "$work/all"
done
mv "$work/all" "$work/actual"
expect <<'TXT'
Asia/Hong_Kong: 2025-03-30 is 2025-03-30, 2025-02-30 is 2025-03-02, 30/03/2025 is 30/03/2025
UTC: 2025-03-30 is 2025-03-30, 2025-02-30 is 2025-03-02, 30/03/2025 is 30/03/2025
America/New_York: 2025-03-30 is 2025-03-29, 2025-02-30 is 2025-03-01, 30/03/2025 is 30/03/2025
TXT
