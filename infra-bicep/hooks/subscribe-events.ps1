# After the code: the app can now respond to the validation of Event Grid. Repeating it changes nothing.
$ErrorActionPreference = 'Stop'

if (-not $env:CAMPAIGNS_REPORTS_TOPIC_NAME) { return } # without Communication Services there are no reports
az deployment group create --resource-group $env:AZURE_RESOURCE_GROUP --name campaigns-subscriptions `
    --template-file infra-bicep/subscriptions.bicep --only-show-errors --output none `
    --parameters functionAppName=$env:AZURE_FUNCTION_APP_NAME reportsTopicName=$env:CAMPAIGNS_REPORTS_TOPIC_NAME
if ($LASTEXITCODE -ne 0) { throw 'Event Grid was not subscribed; see the message above. Then run: azd hooks run postdeploy' }
