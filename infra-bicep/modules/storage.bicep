// The account that holds customers, journeys, queues, the task hub and the app's package. Account keys are disabled.

import { principal, roleIds } from 'role-ids.bicep'

param name string
param location string
param tags object

@description('Copies of the data: within a data centre, over zones, or in a second region too.')
param redundancy 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS'

@description('Only private endpoints and trusted Azure services have access.')
param privateOnly bool

@description('With privateOnly: one public IPv4 address that has access anyway, to deploy from. Empty: none.')
param deployerAddress string

@description('The app: reads and writes everything.')
param app principal

@description('The deployer: writes templates, nothing else. Null: none.')
param deployer principal?

@description('Container of the app package.')
param packageContainer string

@description('Container of message templates.')
param templatesContainer string

@description('Container of events that Event Grid could not deliver.')
param deadLetterContainer string

@description('Queues to create before the app starts.')
param queues string[]

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateOnly && empty(deployerAddress) ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: privateOnly ? 'Deny' : 'Allow'
      // Event Grid writes its dead letters as a trusted service.
      bypass: 'AzureServices'
      ipRules: privateOnly && !empty(deployerAddress) ? [{ action: 'Allow', value: deployerAddress }] : []
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }
}

resource package 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: packageContainer
}

resource templates 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: templatesContainer
}

resource deadLetters 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: deadLetterContainer
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-01-01' = {
  parent: account
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-01-01' = [
  for name in queues: {
    parent: queueService
    name: name
  }
]

// Blob data owner rather than contributor: the Functions host requires it on its storage account.
// The same three roles are what Durable Functions needs for its task hub.
var appRoles = [
  roleIds.storageBlobDataOwner
  roleIds.storageQueueDataContributor
  roleIds.storageTableDataContributor
]

resource appRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in appRoles: {
    name: guid(account.id, app.id, role)
    scope: account
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
      principalId: app.id
      principalType: app.type
    }
  }
]

resource deployerRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (deployer != null) {
  name: guid(templates.id, deployer.?id ?? '', roleIds.storageBlobDataContributor)
  scope: templates
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds.storageBlobDataContributor
    )
    principalId: deployer.?id ?? ''
    principalType: deployer.?type
  }
}

output id string = account.id
output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
