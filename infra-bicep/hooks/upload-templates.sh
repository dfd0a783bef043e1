#!/bin/sh
# After provisioning: the message templates go to their container. Runs as whoever deploys, whom main.bicep lets write
# there; a role given a moment ago may take minutes to be known, so a refusal is tried again.
set -eu

for wait in 0 15 30 60 120; do
  sleep "$wait"
  if az storage blob upload-batch --account-name "$AZURE_STORAGE_ACCOUNT_NAME" --auth-mode login --overwrite \
    --source templates --pattern '*.scriban' --destination "$CAMPAIGNS_TEMPLATES_CONTAINER" --only-show-errors --output none; then
    exit 0
  fi
  echo "The templates could not be uploaded yet; trying again." >&2
done
echo "The templates were not uploaded. Expected: signed in with 'az login' as the account azd uses, and the storage account reachable from here (docs/deploy.md, Private networking). Then run: azd hooks run postprovision" >&2
exit 1
