#!/usr/bin/env bash
# Deploys the journey to a running host, lets a customer open the app, and shows what became of it.
set -euo pipefail
cd "$(dirname "$0")"
api=${CAMPAIGNS_API:-http://127.0.0.1:7071/api}
json='content-type: application/json'
call() { curl --silent --show-error --fail-with-body "$@"; echo; }

call -X PUT "$api/journeys/hello" -H "$json" --data-binary @journeys/hello.json
call -X POST "$api/journeys/hello/publish" -H "$json"
call -X PUT "$api/customers/c-1" -H "$json" -d '{ "attributes": { "given_name": "Mei", "phone": "+886955500101", "language": "en" } }'
call "$api/events" -H "$json" -d '{
  "specversion": "1.0", "id": "opened-1", "source": "/app", "type": "app.opened", "data": { "customer_id": "c-1" } }'

# The journey waits a second, then sends; the message is handed to its provider a moment later.
for _ in $(seq 60); do
  timeline=$(call "$api/customers/c-1/timeline")
  case $timeline in *'"sent"'*) break ;; esac
  sleep 1
done
echo "$timeline"
