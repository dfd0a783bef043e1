// What a person should be told about: each alert is a query over the app's telemetry, and one action group tells. The
// workspace holds this environment's telemetry only, so the queries ask for no name of an app.

param actionGroupName string
param location string
param tags object
param workspaceId string

@description('The function app; begins the names of the alerts.')
param appName string

@description('Who gets mail. Empty: alerts are only seen in the portal.')
param email string

@description('Failed executions, in percent, that are too many.')
@minValue(1)
@maxValue(100)
param failurePercent int

@description('Seconds on the queue and at the provider, on average, that are too many.')
@minValue(1)
param sendLatencySeconds int

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'campaigns'
    emailReceivers: empty(email) ? [] : [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

type rule = {
  name: string
  description: string

  @description('0: critical, 1: error, 2: warning.')
  severity: int

  @description('Looks back this long, each time.')
  window: string

  @description('Gives a table with the column Value.')
  query: string

  @description('More than this is an alert.')
  threshold: int
}

var rules rule[] = [
  {
    name: 'poisoned-messages'
    description: 'Messages were moved to a poison queue: they will not be sent until somebody looks. See docs/senders.md, Poison queues.'
    severity: 1
    window: 'PT15M'
    query: 'AppMetrics | where Name == "campaigns.poison" | summarize Value = sum(Sum)'
    threshold: 0
  }
  {
    name: 'failure-rate'
    description: 'More than ${failurePercent} % of at least 50 executions failed.'
    severity: 1
    window: 'PT15M'
    query: 'AppRequests | summarize Total = sum(ItemCount), Failed = sumif(ItemCount, Success == false) | where Total >= 50 | project Value = 100.0 * Failed / Total'
    threshold: failurePercent
  }
  {
    name: 'send-latency'
    description: 'Messages lie on their queue and at the provider for more than ${sendLatencySeconds} s together, on average: the provider is slow or away, or there are too few instances.'
    severity: 2
    window: 'PT15M'
    query: 'AppMetrics | where Name in ("campaigns.queue.delay", "campaigns.send.duration") | summarize Average = sum(Sum) / sum(ItemCount) by Name | summarize Value = sum(Average) | where isfinite(Value)'
    threshold: sendLatencySeconds
  }
  {
    name: 'intake-errors'
    description: 'The event intake answered 5xx more than 5 times. Callers keep the events and try again; nothing acknowledged is lost.'
    severity: 1
    window: 'PT5M'
    query: 'AppRequests | where toint(ResultCode) >= 500 and (Url has "/api/events" or Name has "PostEvents") | summarize Value = sum(ItemCount)'
    threshold: 5
  }
]

resource alert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${appName}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Campaigns: ${rule.name}'
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: rule.window
      autoMitigate: true
      // Metrics of a kind appear with their first value; a query over none is no mistake.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: 'Value'
            timeAggregation: 'Maximum'
            operator: 'GreaterThan'
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [group.id] }
    }
  }
]
