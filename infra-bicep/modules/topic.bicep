// An Event Grid topic that takes CloudEvents from those named, by their identity only.

import { principal, roleIds } from 'role-ids.bicep'

param name string
param location string
param tags object

@description('Who may publish to it.')
param senders principal[]

@description('Account and container its undeliverable events go to.')
param deadLetter { account: string, container: string }

resource topic 'Microsoft.EventGrid/topics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    inputSchema: 'CloudEventSchemaV1_0'
    disableLocalAuth: true
    minimumTlsVersionAllowed: '1.2'
    publicNetworkAccess: 'Enabled'
  }
}

resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for who in senders: {
    name: guid(topic.id, who.id, roleIds.eventGridDataSender)
    scope: topic
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.eventGridDataSender)
      principalId: who.id
      principalType: who.type
    }
  }
]

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: deadLetter.account

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource container 'containers' existing = {
      name: deadLetter.container
    }
  }
}

resource deadLetterWriter 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::container.id, topic.id, roleIds.storageBlobDataContributor)
  scope: account::blobs::container
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds.storageBlobDataContributor
    )
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

output name string = topic.name
output endpoint string = topic.properties.endpoint
