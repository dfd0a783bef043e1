# After the code: Event Grid may now deliver to the function that takes its events. Repeating it changes nothing.
$ErrorActionPreference = 'Stop'

az deployment group create --resource-group $env:AZURE_RESOURCE_GROUP --name campaigns-subscriptions `
    --template-file infra-bicep/subscriptions.bicep --only-show-errors --output none `
    --parameters functionAppName=$env:AZURE_FUNCTION_APP_NAME eventsTopicName=$env:CAMPAIGNS_EVENTS_TOPIC_NAME `
    reportsTopicName=$env:CAMPAIGNS_REPORTS_TOPIC_NAME deadLetterAccountName=$env:AZURE_STORAGE_ACCOUNT_NAME `
    deadLetterContainer=$env:CAMPAIGNS_DEAD_LETTER_CONTAINER
if ($LASTEXITCODE -ne 0) { throw 'Event Grid was not subscribed; the message above says why. Then run: azd hooks run postdeploy' }
