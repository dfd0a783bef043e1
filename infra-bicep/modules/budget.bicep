// A monthly budget for the resource group, with mail at 80 % and 100 % and when the month is forecast to go over.
// Azure forbids changing the start of a budget, and asks for the running month at its making: so it is made once.
// Its amount is changed in Cost Management, or by deleting the budget and provisioning again.

@description('In the currency of the billing account, a month.')
@minValue(1)
param amount int

@description('Who gets mail besides the owners of the resource group. Empty: nobody.')
param email string

@description('First day of the month it begins in.')
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
