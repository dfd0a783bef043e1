// Every setting the app gets, in one place; docs/azure.md explains them. No value here is a secret: the one secret is a
// reference into the vault.

@description('What every environment has.')
type settingsSource = {
  storageAccountName: string
  templatesContainer: string
  journeysContainer: string
  identityClientId: string
  insightsConnectionString: string
  linkSigningReference: string
  publicAddress: string
  factsTopicEndpoint: string
}

@export()
@description('Who the app is, and where it stores, reads, tells and reports.')
func appSettings(source settingsSource) object => {
  AzureWebJobsStorage__accountName: source.storageAccountName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: source.identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: source.insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${source.identityClientId};Authorization=AAD'
  AZURE_CLIENT_ID: source.identityClientId
  Campaigns__Storage__Account: source.storageAccountName
  Campaigns__Storage__Templates: source.templatesContainer
  Campaigns__Storage__Journeys: source.journeysContainer
  Campaigns__LinkSecret: source.linkSigningReference
  Campaigns__PublicAddress: source.publicAddress
  Campaigns__Publish__Kind: 'eventGrid'
  Campaigns__Publish__Endpoint: source.factsTopicEndpoint
}

@export()
@description('Messages leave by Communication Services.')
func communicationSettings(endpoint string, emailFrom string, smsFrom string) object => {
  Campaigns__Communication__Endpoint: endpoint
  Campaigns__Communication__EmailFrom: emailFrom
  Campaigns__Communication__SmsFrom: smsFrom
}

// Settings named AzureFunctionsJobHost__ override host.json.

@export()
@description('The task hub is in the storage account.')
func taskHubInStorage(partitions int) object => {
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__partitionCount: string(partitions)
}

@export()
@description('The task hub is in a Durable Task Scheduler.')
func taskHubInScheduler(endpoint string, taskHub string, identityClientId string) object => {
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
  AzureFunctionsJobHost__extensions__durableTask__hubName: taskHub
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${endpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
}
