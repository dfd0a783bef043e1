// Azure Communication Services for e-mail and SMS. E-mail gets a domain from Azure so that a first message can be sent
// at once; a domain of your own needs DNS records and is added by hand. An SMS number is bought by hand too.

import { principal, roleIds } from 'role-ids.bicep'

param serviceName string
param emailServiceName string
param reportsTopicName string
param tags object

@description('Where the content of messages is stored at rest.')
param dataLocation string

@description('The app: sends messages.')
param app principal

resource email 'Microsoft.Communication/emailServices@2025-09-01' = {
  name: emailServiceName
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }
}

resource domain 'Microsoft.Communication/emailServices/domains@2025-09-01' = {
  parent: email
  name: 'AzureManagedDomain'
  location: 'global'
  tags: tags
  properties: {
    domainManagement: 'AzureManaged'
    // Azure tracks opens and clicks only for custom domains with a raised quota; see docs/deploy.md.
    userEngagementTracking: 'Disabled'
  }
}

resource service 'Microsoft.Communication/communicationServices@2025-09-01' = {
  name: serviceName
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: true
    linkedDomains: [domain.id]
  }
}

// Azure has no narrower built-in role with permission to send.
resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(service.id, app.id, roleIds.communicationAndEmailServiceOwner)
  scope: service
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds.communicationAndEmailServiceOwner
    )
    principalId: app.id
    principalType: app.type
  }
}

resource reports 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: reportsTopicName
  location: 'global'
  tags: tags
  properties: {
    source: service.id
    topicType: 'Microsoft.Communication.CommunicationServices'
  }
}

output endpoint string = 'https://${service.properties.hostName}'
output fromAddress string = 'DoNotReply@${domain.properties.mailFromSenderDomain}'
output reportsTopicName string = reports.name
