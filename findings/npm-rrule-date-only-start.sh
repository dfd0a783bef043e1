#!/usr/bin/env bash
# Package:  rrule 2.8.1 (npm)
# Expected: RFC 5545 section 3.8.2.4 lets DTSTART be a date (DTSTART;VALUE=DATE:20250308), the usual form of birthdays and
#           of days on which policies end. Its recurrences begin there. And an EXDATE in UTC takes out the occurrence at
#           that instant, whichever zone DTSTART is written in.
# Happens:  rrulestr ignores a date-only DTSTART without an error and begins at the time of the call, down to the
#           second. An EXDATE in UTC beside a DTSTART with TZID excludes nothing.
# Output:   below (the first line compares with the clock, so that it does not depend on the day).
# Means:    An annual reminder imported from a calendar comes round on the day of the import, and a holiday that was
#           excluded is not. Check that origOptions.dtstart is set after parsing, and write EXDATE as DTSTART is written.
. "$(dirname "$0")/lib/harness.sh"

npm_install rrule@2.8.1
node_run <<'JS'
import rrule from 'rrule';

const before = Date.now();
const [first] = rrule.rrulestr('DTSTART;VALUE=DATE:20250308\nRRULE:FREQ=YEARLY;COUNT=2').all();
console.log('VALUE=DATE, first occurrence is the time of the call:', Math.abs(first - before) < 60_000);
console.log('DATE-TIME:', rrule.rrulestr('DTSTART:20250308T000000Z\nRRULE:FREQ=YEARLY;COUNT=2').all().map(d => d.toISOString()).join(' '));

const rule = 'DTSTART;TZID=America/New_York:20250308T090000\nRRULE:FREQ=DAILY;COUNT=3\n';
const days = text => rrule.rrulestr(rule + text).all().map(d => d.toISOString().slice(5, 16)).join(' ');
console.log('EXDATE with TZID:', days('EXDATE;TZID=America/New_York:20250309T090000'));
console.log('EXDATE in UTC:   ', days('EXDATE:20250309T130000Z'));
JS
expect <<'TXT'
VALUE=DATE, first occurrence is the time of the call: true
DATE-TIME: 2025-03-08T00:00:00.000Z 2026-03-08T00:00:00.000Z
EXDATE with TZID: 03-08T14:00 03-10T13:00
EXDATE in UTC:    03-08T14:00 03-09T13:00 03-10T13:00
TXT
