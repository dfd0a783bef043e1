// A monthly budget for the resource group, with mail at 80 % and 100 % and when the month is forecast to exceed it.
// Azure forbids changing the start of a budget, and requires the current month when it is created, so it is created once.
// Its amount is changed in Cost Management, or by deleting the budget and provisioning again.

@description('In the currency of the billing account, a month.')
@minValue(1)
param amount int

@description('Recipient of mail besides the owners of the resource group. Empty: none.')
param email string

@description('First day of the month in which it starts.')
param startDate string = utcNow('yyyy-MM-01')

var contacts = {
  contactEmails: empty(email) ? [] : [email]
  contactRoles: ['Owner']
}

@onlyIfNotExists()
resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: 'campaigns-monthly'
  properties: {
    amount: amount
    category: 'Cost'
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: {
      actual80: union(contacts, { enabled: true, operator: 'GreaterThan', threshold: 80, thresholdType: 'Actual' })
      actual100: union(contacts, { enabled: true, operator: 'GreaterThan', threshold: 100, thresholdType: 'Actual' })
      forecast100: union(
        contacts,
        { enabled: true, operator: 'GreaterThan', threshold: 100, thresholdType: 'Forecasted' }
      )
    }
  }
}
