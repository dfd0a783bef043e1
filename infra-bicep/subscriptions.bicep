// Delivers the reports of Communication Services to the app. Their topic is global, and Azure gives it no identity, so they
// cannot be delivered into the queue of events, whose account accepts no keys: they go to the app's address. Deployed
// after the app's code, by the postdeploy hook of azure.yaml, because Event Grid validates that address first.
// Deploying it again changes nothing.

param functionAppName string

@description('The system topic of Communication Services.')
param reportsTopicName string

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

// For its keys. Azure publishes no type for it, so it cannot be checked.
#disable-next-line BCP081
resource host 'Microsoft.Web/sites/host@2025-03-01' existing = {
  parent: app
  name: 'default'
}

resource reports 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: reportsTopicName
}

resource reportsIntoApp 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: reports
  name: 'campaigns'
  properties: {
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: 'https://${app.properties.defaultHostName}/api/events'
        maxEventsPerBatch: 1
        // In a header and not in the address, which is logged. The handshake requires no key.
        deliveryAttributeMappings: [
          {
            name: 'x-functions-key'
            type: 'Static'
            properties: { value: host.listKeys().functionKeys.default, isSecret: true }
          }
        ]
      }
    }
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: {
      includedEventTypes: [
        'Microsoft.Communication.EmailDeliveryReportReceived'
        'Microsoft.Communication.EmailEngagementTrackingReportReceived'
        'Microsoft.Communication.SMSDeliveryReportReceived'
        'Microsoft.Communication.SMSReceived'
      ]
    }
    // A day of retries, the maximum of Event Grid.
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
  }
}
