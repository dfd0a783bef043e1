// Every setting the app gets, in one place; docs/azure.md explains them. No value here is a secret: the one secret is a
// reference into the vault.

@description('What every environment has.')
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
  Campaigns__LinkSecret: source.linkSigningReference
  Campaigns__PublicAddress: source.publicAddress
  Campaigns__Publish__Kind: 'eventGrid'
  Campaigns__Publish__Endpoint: source.factsTopicEndpoint
}

@export()
@description('E-mail leaves by Communication Services.')
func emailSettings(endpoint string, emailFrom string) object => {
  Campaigns__Senders__Email__From: emailFrom
  Campaigns__Senders__Channels__email: 'acsEmail'
  Campaigns__Senders__Providers__acsEmail__Kind: 'AcsEmail'
  Campaigns__Senders__Providers__acsEmail__AcsEmail__Endpoint: endpoint
  Campaigns__Senders__Providers__acsEmail__AcsEmail__TrackEngagement: 'false'
}

@export()
@description('SMS leave by Communication Services.')
func smsSettings(endpoint string, smsFrom string) object => {
  Campaigns__Senders__Channels__sms: 'acsSms'
  Campaigns__Senders__Providers__acsSms__Kind: 'AcsSms'
  Campaigns__Senders__Providers__acsSms__AcsSms__Endpoint: endpoint
  Campaigns__Senders__Providers__acsSms__AcsSms__From: smsFrom
}

@export()
@description('Where host.json finds the Durable Task Scheduler, once its storageProvider says so. It is not switched by a setting: the scale controller reads the deployed host.json only, and would go on watching the queues of the other task hub.')
func schedulerSettings(endpoint string, identityClientId string) object => {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${endpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
}
