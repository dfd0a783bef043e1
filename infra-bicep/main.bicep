// One environment of Campaigns. `azd up` deploys this, then the code, then subscriptions.bicep where it is needed.
targetScope = 'subscription'

import { appSettings, emailSettings, schedulerSettings, smsSettings } from 'modules/app-settings.bicep'

@description('Name of the environment: part of every name, and the tag azd-env-name.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region. It must offer the Flex Consumption plan.')
@minLength(1)
@metadata({ azd: { type: 'location' } })
param location string

@description('Object id of the deployer, from azd: may upload templates and publish events. Empty: none.')
param principalId string = ''

@description('Type of that object.')
param principalType 'User' | 'Group' | 'ServicePrincipal' = 'User'

@description('Memory of an instance in megabytes.')
param instanceMemoryMB 512 | 2048 | 4096 = 2048

@description('Maximum number of instances: limits throughput and cost.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 100

@description('Always-ready instances of the durable functions; 0 lets the app scale to zero when nothing is due.')
@minValue(0)
@maxValue(1000)
param alwaysReadyDurable int = 0

@description('Creates a Durable Task Scheduler to store orchestrations instead of the storage account. The storageProvider of host.json selects the one to use.')
param durableTaskScheduler 'None' | 'Consumption' | 'Dedicated' = 'None'

@description('Capacity units of a dedicated scheduler.')
@minValue(1)
@maxValue(3)
param schedulerCapacity int = 1

@description('Copies of the data.')
param storageRedundancy 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS' = 'Standard_ZRS'

@description('Days that logs are kept. The record of contacts is in the storage account and is kept until erased.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Maximum gigabytes of logs a day; -1: no limit.')
@minValue(-1)
param logDailyQuotaGb int = 5

@description('Deploys Azure Communication Services and uses it for e-mail and SMS.')
param communicationServices bool = false

@description('Where Communication Services stores data at rest.')
param communicationDataLocation string = 'Asia Pacific'

@description('Sender number of SMS, bought by hand, as +15550100. Empty: no SMS by Communication Services.')
param smsFrom string = ''

@description('Public address of unsubscribe links. Empty: the host name of the app.')
param publicAddress string = ''

@description('Additional app settings by name, for example providers of docs/senders.md. Provisioning replaces all settings, including those made by hand in the portal. Secrets go into the vault and are named here by reference.')
param moreSettings object = {}

@description('Puts storage and vault behind private endpoints.')
param privateNetworking bool = false

@description('Address space of the network, a /23 or larger.')
param networkAddressSpace string = '10.20.0.0/22'

@description('With private networking: one public IPv4 address that can still reach storage, to deploy from. Empty: deploy from inside.')
param deployerAddress string = ''

@description('Recipient of alerts and budget mail. Empty: none.')
param alertEmail string = ''

@description('Failed executions, in percent, that raise an alert.')
@minValue(1)
@maxValue(100)
param failureAlertPercent int = 5

@description('Seconds on the queue and at the provider, on average, that raise an alert.')
@minValue(1)
param sendLatencyAlertSeconds int = 300

@description('Seconds that the oldest message of a queue waits that raise an alert.')
@minValue(1)
param oldestMessageAlertSeconds int = 300

@description('Seconds that timers are behind that raise an alert.')
@minValue(1)
param timersBehindAlertSeconds int = 300

@description('Monthly budget in the currency of the billing account; 0: none.')
@minValue(0)
param monthlyBudget int = 200

var abbreviations = loadJsonContent('abbreviations.json')
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

var functionAppName = '${abbreviations.functionApp}${token}'
var packageContainer = 'app-package'
var templatesContainer = 'templates'
var deadLetterContainer = 'dead-letters'
// The hubName of host.json.
var taskHub = 'campaigns'

// One queue for each channel, for published events and for accepted events, each with its dead-letter queue.
var channels = ['sms', 'push', 'email', 'wechat', 'call', 'agent']
var eventQueue = 'events'
var queues = flatten(map(concat(channels, ['facts', eventQueue, 'work']), name => [name, '${name}-poison']))

var hasDeployer = !empty(principalId)
var deployers = hasDeployer ? [{ id: principalId, type: principalType }] : []

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: '${abbreviations.resourceGroup}${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: '${abbreviations.managedIdentity}${token}', location: location, tags: tags }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.storageAccount}${token}'
    location: location
    tags: tags
    redundancy: storageRedundancy
    privateOnly: privateNetworking
    deployerAddress: deployerAddress
    app: { id: identity.outputs.principalId, type: 'ServicePrincipal' }
    deployer: hasDeployer ? { id: principalId, type: principalType } : null
    packageContainer: packageContainer
    templatesContainer: templatesContainer
    deadLetterContainer: deadLetterContainer
    queues: queues
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: '${abbreviations.logAnalyticsWorkspace}${token}'
    componentName: '${abbreviations.applicationInsights}${token}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
    app: { id: identity.outputs.principalId, type: 'ServicePrincipal' }
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.keyVault}${token}'
    location: location
    tags: tags
    privateOnly: privateNetworking
    app: { id: identity.outputs.principalId, type: 'ServicePrincipal' }
  }
}

// Two topics, so that the app does not receive the events that it publishes.
module eventsTopic 'modules/topic.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.eventGridTopic}events-${token}'
    location: location
    tags: tags
    senders: deployers
    deadLetter: { account: storage.outputs.name, container: deadLetterContainer }
    deliverTo: eventQueue
  }
}

module factsTopic 'modules/topic.bicep' = {
  scope: group
  params: {
    name: '${abbreviations.eventGridTopic}facts-${token}'
    location: location
    tags: tags
    senders: [{ id: identity.outputs.principalId, type: 'ServicePrincipal' }]
    deadLetter: { account: storage.outputs.name, container: deadLetterContainer }
  }
}

module communication 'modules/communication.bicep' = if (communicationServices) {
  scope: group
  params: {
    serviceName: '${abbreviations.communicationService}${token}'
    emailServiceName: '${abbreviations.emailService}${token}'
    reportsTopicName: '${abbreviations.eventGridSystemTopic}reports-${token}'
    tags: tags
    dataLocation: communicationDataLocation
    app: { id: identity.outputs.principalId, type: 'ServicePrincipal' }
  }
}

module scheduler 'modules/scheduler.bicep' = if (durableTaskScheduler != 'None') {
  scope: group
  params: {
    name: '${abbreviations.durableTaskScheduler}${token}'
    location: location
    tags: tags
    sku: durableTaskScheduler == 'Dedicated' ? 'Dedicated' : 'Consumption'
    capacity: schedulerCapacity
    taskHub: taskHub
    app: { id: identity.outputs.principalId, type: 'ServicePrincipal' }
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  scope: group
  params: {
    name: '${abbreviations.virtualNetwork}${token}'
    location: location
    tags: tags
    addressSpace: networkAddressSpace
  }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (privateNetworking) {
  scope: group
  params: {
    namePrefix: '${abbreviations.privateEndpoint}${token}'
    location: location
    tags: tags
    networkId: network!.outputs.id
    subnetId: network!.outputs.endpointSubnetId
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
  }
}

module functionApp 'modules/function-app.bicep' = {
  scope: group
  params: {
    planName: '${abbreviations.appServicePlan}${token}'
    name: functionAppName
    location: location
    tags: tags
    serviceName: 'functions'
    identityId: identity.outputs.id
    packageContainerUrl: '${storage.outputs.blobEndpoint}${packageContainer}'
    appSettings: union(
      appSettings({
        storageAccountName: storage.outputs.name
        templatesContainer: templatesContainer
        identityClientId: identity.outputs.clientId
        insightsConnectionString: monitoring.outputs.connectionString
        linkSigningReference: vault.outputs.linkSigningReference
        publicAddress: empty(publicAddress) ? 'https://${functionAppName}.azurewebsites.net/' : publicAddress
        factsTopicEndpoint: factsTopic.outputs.endpoint
      }),
      communicationServices ? emailSettings(communication!.outputs.endpoint, communication!.outputs.fromAddress) : {},
      communicationServices && !empty(smsFrom) ? smsSettings(communication!.outputs.endpoint, smsFrom) : {},
      durableTaskScheduler == 'None' ? {} : schedulerSettings(scheduler!.outputs.endpoint, identity.outputs.clientId),
      moreSettings
    )
    instanceMemoryMB: instanceMemoryMB
    maximumInstances: maximumInstances
    alwaysReadyDurable: alwaysReadyDurable
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
  }
  dependsOn: [privateEndpoints]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    actionGroupName: '${abbreviations.actionGroup}${token}'
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    appName: functionAppName
    email: alertEmail
    failurePercent: failureAlertPercent
    sendLatencySeconds: sendLatencyAlertSeconds
    oldestMessageSeconds: oldestMessageAlertSeconds
    timersBehindSeconds: timersBehindAlertSeconds
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    appName: functionAppName
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0) {
  scope: group
  params: { amount: max(1, monthlyBudget), email: alertEmail }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_STORAGE_ACCOUNT_NAME string = storage.outputs.name
output AZURE_FUNCTION_APP_NAME string = functionApp.outputs.name
output SERVICE_FUNCTIONS_NAME string = functionApp.outputs.name
output CAMPAIGNS_API string = 'https://${functionApp.outputs.hostName}/api'
output CAMPAIGNS_EVENTS_ENDPOINT string = eventsTopic.outputs.endpoint
output CAMPAIGNS_FACTS_TOPIC_NAME string = factsTopic.outputs.name
output CAMPAIGNS_REPORTS_TOPIC_NAME string = communicationServices ? communication!.outputs.reportsTopicName : ''
output CAMPAIGNS_TEMPLATES_CONTAINER string = templatesContainer
