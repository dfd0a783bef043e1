#!/bin/sh
# After the code: saves the catalog, contact policy and journeys of journeys/ in a new environment, the journeys as drafts: nobody
# enters one before somebody publishes it. Existing documents are not changed: they belong to the marketers.
set -eu

key=$(az functionapp keys list --resource-group "$AZURE_RESOURCE_GROUP" --name "$AZURE_FUNCTION_APP_NAME" --query functionKeys.default --output tsv)

call() { # METHOD PATH [FILE]
  curl --silent --show-error --retry 8 --retry-all-errors --fail-with-body --header @- --request "$1" \
    ${3:+--header 'content-type: application/json' --data-binary "@$3"} "$CAMPAIGNS_API/$2" <<EOF
x-functions-key: $key
EOF
}

has() {
  status=$(curl --silent --show-error --retry 8 --output /dev/null --write-out '%{http_code}' --header @- "$CAMPAIGNS_API/$1" <<EOF
x-functions-key: $key
EOF
  )
  case "$status" in
    200) return 0 ;;
    404) return 1 ;;
    *) echo "GET $CAMPAIGNS_API/$1 answered $status; expected 200 or 404. See the app's log, then run: azd hooks run postdeploy" >&2; exit 1 ;;
  esac
}

call GET health > /dev/null
for document in catalog contact-policy; do
  has "$document" || { call PUT "$document" "journeys/$document.json" > /dev/null; echo "saved $document"; }
done
for file in journeys/*.json; do
  id=$(basename "$file" .json)
  case "$id" in catalog | contact-policy) continue ;; esac
  has "journeys/$id" || {
    call PUT "journeys/$id" "$file" > /dev/null
    echo "saved the draft $id; to publish it: POST $CAMPAIGNS_API/journeys/$id/publish"
  }
done
