#!/usr/bin/env bash
# Package:  iso8601-duration 2.1.4 (npm); tinyduration 3.4.1 and luxon 3.7.2 beside it
# Expected: ISO 8601-2:2019 (and the Temporal proposal of ECMAScript) put a sign before a duration: -P90D is
#           ninety days back. A parser that does not know it should refuse it, as it refuses other text.
# Happens:  iso8601-duration reads the sign and drops it: -P90D is ninety days ahead, with no error.
# Output:   below.
# Means:    "Ninety days before the policy ends" becomes ninety days after it: the reminder leaves when the cover is long
#           gone. Refuse a leading sign before this parser, or take one that keeps it.
. "$(dirname "$0")/lib/harness.sh"

npm_install iso8601-duration@2.1.4 tinyduration@3.4.1 luxon@3.7.2
node_run <<'JS'
import * as iso from 'iso8601-duration';
import * as tiny from 'tinyduration';
import { DateTime, Duration } from 'luxon';

const policyEnds = new Date('2025-06-30T00:00:00Z');
const day = date => date.toISOString().slice(0, 10);
console.log('iso8601-duration -P90D:', day(iso.end(iso.parse('-P90D'), policyEnds)));
console.log('iso8601-duration P90D: ', day(iso.end(iso.parse('P90D'), policyEnds)));
console.log('tinyduration -P90D:    ', JSON.stringify(tiny.parse('-P90D')));
console.log('luxon -P90D:           ', day(DateTime.fromJSDate(policyEnds, { zone: 'utc' }).plus(Duration.fromISO('-P90D')).toJSDate()));
JS
expect <<'TXT'
iso8601-duration -P90D: 2025-09-28
iso8601-duration P90D:  2025-09-28
tinyduration -P90D:     {"days":90,"negative":true}
luxon -P90D:            2025-04-01
TXT
