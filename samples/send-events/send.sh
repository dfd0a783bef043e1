#!/usr/bin/env bash
# Posts a batch of CloudEvents to a running host. An event is taken once per source and id, so it may be sent again at any time.
set -euo pipefail
api=${CAMPAIGNS_API:-http://127.0.0.1:7071/api}
curl --silent --show-error --fail-with-body --retry 5 --retry-connrefused "$api/events" \
  -H 'content-type: application/cloudevents-batch+json' \
  ${CAMPAIGNS_API_KEY:+-H "x-functions-key: $CAMPAIGNS_API_KEY"} \
  --data-binary @"${1:-$(dirname "$0")/events.json}"
echo
