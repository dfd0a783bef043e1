// Event Grid into the app. Deployed after the app's code, by the postdeploy hook of azure.yaml, because Event Grid
// refuses a subscription to a function that does not exist yet. Deploying it again changes nothing.

param functionAppName string

@description('The function with the Event Grid trigger.')
param functionName string = 'EventGridEvents'

@description('The topic policy systems publish to.')
param eventsTopicName string

@description('The system topic of Communication Services. Empty: there is none.')
param reportsTopicName string = ''

@description('Account and container of events that could not be delivered.')
param deadLetterAccountName string
param deadLetterContainer string

var destination = {
  endpointType: 'AzureFunction'
  properties: {
    resourceId: resourceId('Microsoft.Web/sites/functions', functionAppName, functionName)
    maxEventsPerBatch: 1
  }
}

// A day of tries, which is the most Event Grid gives.
var retries = { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }

var deadLetters = {
  endpointType: 'StorageBlob'
  properties: {
    resourceId: resourceId('Microsoft.Storage/storageAccounts', deadLetterAccountName)
    blobContainerName: deadLetterContainer
  }
}

resource events 'Microsoft.EventGrid/topics@2025-02-15' existing = {
  name: eventsTopicName
}

resource intoApp 'Microsoft.EventGrid/topics/eventSubscriptions@2025-02-15' = {
  parent: events
  name: 'campaigns'
  properties: {
    destination: destination
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    retryPolicy: retries
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: deadLetters
    }
  }
}

resource reports 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = if (!empty(reportsTopicName)) {
  name: reportsTopicName
}

resource reportsIntoApp 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = if (!empty(reportsTopicName)) {
  parent: reports
  name: 'campaigns'
  properties: {
    destination: destination
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: {
      includedEventTypes: [
        'Microsoft.Communication.EmailDeliveryReportReceived'
        'Microsoft.Communication.EmailEngagementTrackingReportReceived'
        'Microsoft.Communication.SMSDeliveryReportReceived'
        'Microsoft.Communication.SMSReceived'
      ]
    }
    retryPolicy: retries
  }
}
