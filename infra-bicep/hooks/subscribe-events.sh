#!/bin/sh
# After the code: Event Grid may now deliver to the function that takes its events. Repeating it changes nothing.
set -eu

az deployment group create --resource-group "$AZURE_RESOURCE_GROUP" --name campaigns-subscriptions \
  --template-file infra-bicep/subscriptions.bicep --only-show-errors --output none \
  --parameters functionAppName="$AZURE_FUNCTION_APP_NAME" eventsTopicName="$CAMPAIGNS_EVENTS_TOPIC_NAME" \
  reportsTopicName="${CAMPAIGNS_REPORTS_TOPIC_NAME:-}" deadLetterAccountName="$AZURE_STORAGE_ACCOUNT_NAME" \
  deadLetterContainer="$CAMPAIGNS_DEAD_LETTER_CONTAINER"
