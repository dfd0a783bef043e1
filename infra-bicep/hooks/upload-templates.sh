#!/bin/sh
# After provisioning: makes the container hold exactly the templates of the folder templates/, with the deployer's identity, to which
# main.bicep assigns the role; a new role assignment may take minutes to be effective, so a refusal is retried.
set -eu

blobs() {
  verb=$1; shift
  az storage blob "$verb" --account-name "$AZURE_STORAGE_ACCOUNT_NAME" --auth-mode login --only-show-errors "$@"
}

upload() {
  blobs upload-batch --overwrite --source templates --pattern '*.scriban' --destination "$CAMPAIGNS_TEMPLATES_CONTAINER" --output none || return 1
  blobs upload-batch --overwrite --source templates --pattern 'wording.json' --destination "$CAMPAIGNS_TEMPLATES_CONTAINER" --output none || return 1
  names=$(blobs list --container-name "$CAMPAIGNS_TEMPLATES_CONTAINER" --num-results '*' --query '[].name' --output tsv) || return 1
  # A template deleted from the folder is deleted here too: 'campaigns validate' has not checked it, and the app would still use it.
  printf '%s\n' "$names" | tr -d '\r' | while IFS= read -r name; do
    if [ -n "$name" ] && [ ! -f "templates/$name" ]; then
      blobs delete --container-name "$CAMPAIGNS_TEMPLATES_CONTAINER" --name "$name" --output none </dev/null || exit 1
    fi
  done
}

# The seconds before each attempt may be given as arguments.
for wait in ${*:-0 15 30 60 120}; do
  sleep "$wait"
  if upload; then
    exit 0
  fi
  echo "The templates could not be uploaded yet; retrying." >&2
done
echo "The templates were not uploaded. Expected: signed in with 'az login' as the account azd uses, and the storage account reachable from here (docs/deploy.md, Private networking). Then run: azd hooks run postprovision" >&2
exit 1
