#!/bin/sh
# After the code: the app can now respond to the validation of Event Grid. Repeating it changes nothing.
set -eu

if [ -z "${CAMPAIGNS_REPORTS_TOPIC_NAME:-}" ]; then
  exit 0 # without Communication Services there are no reports
fi
az deployment group create --resource-group "$AZURE_RESOURCE_GROUP" --name campaigns-subscriptions \
  --template-file infra-bicep/subscriptions.bicep --only-show-errors --output none \
  --parameters functionAppName="$AZURE_FUNCTION_APP_NAME" reportsTopicName="$CAMPAIGNS_REPORTS_TOPIC_NAME"
