#!/bin/sh
# After provisioning: uploads the message templates to their container, with the deployer's identity, to which main.bicep
# assigns the role; a new role assignment may take minutes to be effective, so a refusal is retried.
set -eu

for wait in 0 15 30 60 120; do
  sleep "$wait"
  if az storage blob upload-batch --account-name "$AZURE_STORAGE_ACCOUNT_NAME" --auth-mode login --overwrite \
    --source templates --pattern '*.scriban' --destination "$CAMPAIGNS_TEMPLATES_CONTAINER" --only-show-errors --output none; then
    exit 0
  fi
  echo "The templates could not be uploaded yet; retrying." >&2
done
echo "The templates were not uploaded. Expected: signed in with 'az login' as the account azd uses, and the storage account reachable from here (docs/deploy.md, Private networking). Then run: azd hooks run postprovision" >&2
exit 1
