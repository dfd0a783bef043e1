#!/usr/bin/env bash
# Package:  dayjs 1.11.23 (npm) with its plugins utc and timezone; luxon 3.7.2 beside it
# Expected: "Parse or convert in a time zone", say the docs of the plugin: 09:00 in New York plus one day is 09:00 in New
#           York, also over the change of 9 March 2025 (13:00 UTC instead of 14:00).
# Happens:  The result shows 09:00 with yesterday's offset -05:00. As an instant it is 10:00 on that day, and converting it
#           back to the zone says so. A month ahead is wrong by the same hour. On a machine whose own zone changes at the
#           same moment another offset is printed.
# Output:   below, on a machine set to UTC.
# Means:    Reminders set a day, a month or ninety days ahead leave an hour late or early whenever the clocks change in
#           between, and a send planned for the edge of quiet hours falls into them. Parse the local text of the target day again with
#           dayjs.tz, or use a library that keeps the zone (luxon, Temporal).
. "$(dirname "$0")/lib/harness.sh"

npm_install dayjs@1.11.23 luxon@3.7.2
node_run <<'JS'
import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import timezone from 'dayjs/plugin/timezone.js';
import { DateTime } from 'luxon';

dayjs.extend(utc);
dayjs.extend(timezone);
const zone = 'America/New_York';
const start = dayjs.tz('2025-03-08 09:00', zone);
console.log('dayjs, a day later:      ', start.add(1, 'day').format(), '=', start.add(1, 'day').toISOString());
console.log('dayjs, the same in zone: ', start.add(1, 'day').tz(zone).format());
console.log('dayjs, a month later:    ', start.add(1, 'month').format(), '=', start.add(1, 'month').toISOString());
const next = DateTime.fromISO('2025-03-08T09:00', { zone }).plus({ days: 1 });
console.log('luxon, a day later:      ', next.toISO({ suppressMilliseconds: true, suppressSeconds: true }));
JS
expect <<'TXT'
dayjs, a day later:       2025-03-09T09:00:00-05:00 = 2025-03-09T14:00:00.000Z
dayjs, the same in zone:  2025-03-09T10:00:00-04:00
dayjs, a month later:     2025-04-08T09:00:00-05:00 = 2025-04-08T14:00:00.000Z
luxon, a day later:       2025-03-09T09:00-04:00
TXT
