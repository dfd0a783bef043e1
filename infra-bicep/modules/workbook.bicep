// A workbook for operators over the same measures as the alerts: docs/metrics.md names them.

param location string
param tags object
param workspaceId string

@description('The function app; part of the name.')
param appName string

type tile = {
  title: string

  @description('A query over the workspace.')
  query: string

  visualization: 'timechart' | 'table'

  @description('Percentage of the width.')
  width: int
}

var step = '| summarize Value = max(Max) by bin(TimeGenerated, 1m)'

var tiles tile[] = [
  {
    title: 'Messages by outcome'
    query: 'AppMetrics | where Name == "campaigns.messages" | summarize Messages = sum(Sum) by bin(TimeGenerated, 1m), Outcome = strcat(tostring(Properties.channel), " ", tostring(Properties.outcome)) | render timechart'
    visualization: 'timechart'
    width: 50
  }
  {
    title: 'Failures by provider and reason'
    query: 'AppMetrics | where Name == "campaigns.messages" and tostring(Properties.outcome) != "sent" | summarize Messages = sum(Sum) by Channel = tostring(Properties.channel), Provider = tostring(Properties.provider), Outcome = tostring(Properties.outcome), Reason = tostring(Properties.reason) | order by Messages desc'
    visualization: 'table'
    width: 50
  }
  {
    title: 'Messages on queues'
    query: 'AppMetrics | where Name == "campaigns.queue.depth" ${step}, Queue = tostring(Properties.queue) | render timechart'
    visualization: 'timechart'
    width: 50
  }
  {
    title: 'Age of the oldest message, seconds'
    query: 'AppMetrics | where Name == "campaigns.queue.oldest_age" ${step}, Queue = tostring(Properties.queue) | render timechart'
    visualization: 'timechart'
    width: 50
  }
  {
    title: 'From due to handed over, seconds on average'
    query: 'AppMetrics | where Name == "campaigns.handover.delay" | summarize Seconds = sum(Sum) / sum(ItemCount) by bin(TimeGenerated, 1m), Channel = tostring(Properties.channel) | render timechart'
    visualization: 'timechart'
    width: 50
  }
  {
    title: 'Calls of providers, seconds on average'
    query: 'AppMetrics | where Name == "campaigns.send.duration" | summarize Seconds = sum(Sum) / sum(ItemCount) by bin(TimeGenerated, 1m), Provider = tostring(Properties.provider) | render timechart'
    visualization: 'timechart'
    width: 50
  }
  {
    title: 'Dead letters'
    query: 'AppMetrics | where Name == "campaigns.dead_letters" ${step}, Queue = tostring(Properties.queue) | render timechart'
    visualization: 'timechart'
    width: 50
  }
  {
    title: 'Providers that do not answer'
    query: 'AppMetrics | where Name == "campaigns.provider.away" ${step}, Provider = tostring(Properties.provider) | render timechart'
    visualization: 'timechart'
    width: 50
  }
  {
    title: 'Timers behind, seconds'
    query: 'AppMetrics | where Name == "campaigns.timers.behind" ${step} | render timechart'
    visualization: 'timechart'
    width: 50
  }
  {
    title: 'Incidents'
    query: 'AppMetrics | where Name == "campaigns.incidents" ${step} | render timechart'
    visualization: 'timechart'
    width: 50
  }
  {
    title: 'Units of work and conflicts'
    query: 'AppMetrics | where Name in ("campaigns.units", "campaigns.conflicts") | summarize Count = sum(Sum) by bin(TimeGenerated, 1m), Name | render timechart'
    visualization: 'timechart'
    width: 50
  }
  {
    title: 'Failed work of customers'
    query: 'AppMetrics | where Name == "campaigns.faults" | summarize Attempts = sum(Sum) by Work = tostring(Properties.work), Reason = tostring(Properties.reason) | order by Attempts desc'
    visualization: 'table'
    width: 50
  }
]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, appName, 'operations')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Campaigns: operations (${appName})'
    category: 'workbook'
    sourceId: workspaceId
    version: '1.0'
    serializedData: string({
      version: 'Notebook/1.0'
      fallbackResourceIds: [workspaceId]
      items: map(range(0, length(tiles)), i => {
        type: 3
        name: 'tile-${i}'
        customWidth: string(tiles[i].width)
        content: {
          version: 'KqlItem/1.0'
          title: tiles[i].title
          query: tiles[i].query
          visualization: tiles[i].visualization
          size: 0
          timeContext: { durationMs: 14400000 }
          queryType: 0
          resourceType: 'microsoft.operationalinsights/workspaces'
          crossComponentResources: [workspaceId]
        }
      })
    })
  }
}
