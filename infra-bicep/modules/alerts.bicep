// Alerts for operators: each is a query over the app's telemetry, with one action group. The workspace holds this
// environment's telemetry only, so the queries do not filter by the name of the app.

param actionGroupName string
param location string
param tags object
param workspaceId string

@description('The function app; prefix of the names of the alerts.')
param appName string

@description('Recipient of mail. Empty: alerts are shown in the portal only.')
param email string

@description('Percentage of failed executions that raises the alert.')
@minValue(1)
@maxValue(100)
param failurePercent int

@description('Average seconds on the queue and at the provider that raise the alert.')
@minValue(1)
param sendLatencySeconds int

@description('Seconds that the oldest message of a queue has waited, all the time, which raise the alert.')
@minValue(1)
param oldestMessageSeconds int

@description('Seconds that timers are behind, all the time, which raise the alert.')
@minValue(1)
param timersBehindSeconds int

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

  @description('The period that is evaluated.')
  window: string

  @description('Returns a table with the column Value.')
  query: string

  @description('A higher value raises the alert.')
  threshold: int
}

var rules rule[] = [
  {
    name: 'poisoned-messages'
    description: 'Messages were moved to a dead-letter queue; they are not sent until they are replayed. See docs/senders.md, Dead letters.'
    severity: 1
    window: 'PT15M'
    query: 'AppMetrics | where Name == "campaigns.dead_letters.written" | summarize Value = sum(Sum)'
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
    description: 'Messages spend more than ${sendLatencySeconds} s on their queue and at the provider, on average: the provider is slow or unavailable, or there are too few instances.'
    severity: 2
    window: 'PT15M'
    query: 'AppMetrics | where Name in ("campaigns.queue.delay", "campaigns.send.duration") | summarize Average = sum(Sum) / sum(ItemCount) by Name | summarize Value = sum(Average) | where isfinite(Value)'
    threshold: sendLatencySeconds
  }
  {
    name: 'intake-errors'
    description: 'The event intake responded 5xx more than 5 times. Callers keep the events and retry; no acknowledged event is lost.'
    severity: 1
    window: 'PT5M'
    query: 'AppRequests | where toint(ResultCode) >= 500 and (Url has "/api/events" or Name has "PostEvents") | summarize Value = sum(ItemCount)'
    threshold: 5
  }
  {
    name: 'dead-letters'
    description: 'There are dead letters. See campaigns dead-letters list, and docs/senders.md, Dead letters.'
    severity: 1
    window: 'PT15M'
    query: 'AppMetrics | where Name == "campaigns.dead_letters" | summarize Waiting = max(Max) by tostring(Properties.queue) | summarize Value = sum(Waiting)'
    threshold: 0
  }
  {
    // The least of the window, since a message that was put back a while ago is old for a moment when it comes again.
    name: 'old-messages'
    description: 'The oldest message of a queue waits longer than ${oldestMessageSeconds} s: nothing takes it, or there are too few instances.'
    severity: 1
    window: 'PT10M'
    query: 'AppMetrics | where Name == "campaigns.queue.oldest_age" | summarize Oldest = min(Min) by tostring(Properties.queue) | summarize Value = max(Oldest) | where isnotnull(Value)'
    threshold: oldestMessageSeconds
  }
  {
    name: 'provider-away'
    description: 'A provider does not answer; its messages wait and are tried again. GET /api/health and the log name it.'
    severity: 1
    window: 'PT5M'
    query: 'AppMetrics | where Name == "campaigns.provider.away" | summarize Value = max(Max) | where isnotnull(Value)'
    threshold: 0
  }
  {
    name: 'timers-behind'
    description: 'Timers fire more than ${timersBehindSeconds} s late.'
    severity: 2
    window: 'PT10M'
    query: 'AppMetrics | where Name == "campaigns.timers.behind" | summarize Value = min(Min) | where isnotnull(Value)'
    threshold: timersBehindSeconds
  }
  {
    name: 'degraded'
    description: 'Something is broken while the rest goes on: GET /api/health lists the incidents.'
    severity: 2
    window: 'PT15M'
    query: 'AppMetrics | where Name == "campaigns.incidents" | summarize Value = max(Max) | where isnotnull(Value)'
    threshold: 0
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
      // The metrics table exists from the first value on; a query before that is not an error.
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
