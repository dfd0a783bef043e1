// Durable Task Scheduler: stores the orchestrations instead of the storage account, for a higher throughput.

import { principal, roleIds } from 'role-ids.bicep'

param name string
param location string
param tags object
param sku 'Consumption' | 'Dedicated'

@description('Capacity units of the dedicated sku, 2,000 actions a second each.')
@minValue(1)
@maxValue(3)
param capacity int

@description('The app: runs orchestrations.')
param app principal

param taskHub string

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: sku == 'Dedicated' ? { name: sku, capacity: capacity } : { name: sku }
    // An empty list would deny all access. Entra controls access.
    ipAllowlist: ['0.0.0.0/0']
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2025-11-01' = {
  parent: scheduler
  name: taskHub
}

resource worker 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hub.id, app.id, roleIds.durableTaskDataContributor)
  scope: hub
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds.durableTaskDataContributor
    )
    principalId: app.id
    principalType: app.type
  }
}

output endpoint string = scheduler.properties.endpoint
output taskHub string = hub.name
