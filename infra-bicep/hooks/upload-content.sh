#!/bin/sh
# After provisioning: message templates and the starting journeys go to their containers. Runs as whoever deploys, whom
# main.bicep lets write there; a role given a moment ago may take minutes to be known, so a refusal is tried again.
set -eu

upload() {
  for wait in 0 15 30 60 120; do
    sleep "$wait"
    if az storage blob upload-batch --account-name "$AZURE_STORAGE_ACCOUNT_NAME" --auth-mode login --overwrite \
      --source "$1" --pattern "$2" --destination "$3" --only-show-errors --output none; then
      return 0
    fi
    echo "$1 could not be uploaded to $3 yet; trying again." >&2
  done
  echo "$1 was not uploaded. Expected: signed in with 'az login' as the account azd uses, and the storage account reachable from here (see docs/deploy.md, Private networking). Then run: azd hooks run postprovision" >&2
  return 1
}

upload templates '*.scriban' "$CAMPAIGNS_TEMPLATES_CONTAINER"
upload journeys '*.json' "$CAMPAIGNS_JOURNEYS_CONTAINER"
