// An Event Grid topic that accepts CloudEvents from the given identities only.

import { principal, roleIds } from 'role-ids.bicep'

param name string
param location string
param tags object

@description('Who may publish to it.')
param senders principal[]

@description('Account and container of its undeliverable events.')
param deadLetter { account: string, container: string }

@description('Queue of that account that its events are delivered to. Empty: no subscription is deployed.')
param deliverTo string = ''

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

  resource queues 'queueServices' existing = {
    name: 'default'

    resource queue 'queues' existing = if (!empty(deliverTo)) {
      name: empty(deliverTo) ? 'none' : deliverTo
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

resource queueSender 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deliverTo)) {
  name: guid(account::queues::queue.id, topic.id, roleIds.storageQueueDataMessageSender)
  scope: account::queues::queue
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds.storageQueueDataMessageSender
    )
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

// Into a queue rather than to the app: there is no handshake, the app need not be running, no key is part of an address, and
// waiting and failed events are in queues like all other messages.
resource intoQueue 'Microsoft.EventGrid/topics/eventSubscriptions@2025-02-15' = if (!empty(deliverTo)) {
  parent: topic
  name: 'campaigns'
  dependsOn: [queueSender, deadLetterWriter]
  properties: {
    deliveryWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      destination: {
        endpointType: 'StorageQueue'
        properties: {
          resourceId: account.id
          queueName: deliverTo
          // No expiry: the default, seven days, is shorter than a long outage.
          queueMessageTimeToLiveInSeconds: -1
        }
      }
    }
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    // A day of retries, the maximum of Event Grid.
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: account.id, blobContainerName: deadLetter.container }
      }
    }
  }
}

output name string = topic.name
output endpoint string = topic.properties.endpoint
