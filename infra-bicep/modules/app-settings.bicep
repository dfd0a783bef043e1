// All settings of the app; docs/azure.md explains them. No value here is a secret: the link secret is a reference into
// the vault.

@description('Inputs of every environment.')
type settingsSource = {
  storageAccountName: string
  templatesContainer: string
  identityClientId: string
  insightsConnectionString: string
  linkSigningReference: string
  publicAddress: string
  factsTopicEndpoint: string
}

@export()
@description('Identity, storage, publication and telemetry of the app.')
func appSettings(source settingsSource) object => {
  AzureWebJobsStorage__accountName: source.storageAccountName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: source.identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: source.insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${source.identityClientId};Authorization=AAD'
  AZURE_CLIENT_ID: source.identityClientId
  Campaigns__Storage__Account: source.storageAccountName
  Campaigns__Storage__Templates: source.templatesContainer
  Campaigns__LinkSecret: source.linkSigningReference
  Campaigns__PublicAddress: source.publicAddress
  Campaigns__Publish__Kind: 'eventGrid'
  Campaigns__Publish__Endpoint: source.factsTopicEndpoint
}

@export()
@description('E-mail by Communication Services.')
func emailSettings(endpoint string, emailFrom string) object => {
  Campaigns__Senders__Email__From: emailFrom
  Campaigns__Senders__Channels__email: 'acsEmail'
  Campaigns__Senders__Providers__acsEmail__Kind: 'AcsEmail'
  Campaigns__Senders__Providers__acsEmail__AcsEmail__Endpoint: endpoint
  Campaigns__Senders__Providers__acsEmail__AcsEmail__TrackEngagement: 'false'
}

@export()
@description('SMS by Communication Services.')
func smsSettings(endpoint string, smsFrom string) object => {
  Campaigns__Senders__Channels__sms: 'acsSms'
  Campaigns__Senders__Providers__acsSms__Kind: 'AcsSms'
  Campaigns__Senders__Providers__acsSms__AcsSms__Endpoint: endpoint
  Campaigns__Senders__Providers__acsSms__AcsSms__From: smsFrom
}

@export()
@description('The Durable Task Scheduler, used once the storageProvider of host.json names it. A setting cannot switch to it: the scale controller reads the deployed host.json only, and would continue to watch the queues of the other task hub.')
func schedulerSettings(endpoint string, identityClientId string) object => {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${endpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
}
