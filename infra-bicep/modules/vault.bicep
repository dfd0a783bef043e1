// Secrets of the app, which it reads by reference. One always exists: it signs unsubscribe and action links. It is created
// here once, from random ids of Azure, and never replaced, because a new one would break every link already sent.

import { principal, roleIds } from 'role-ids.bicep'

param name string
param location string
param tags object

@description('Only private endpoints have access.')
param privateOnly bool

@description('The app: reads the secrets.')
param app principal

@secure()
@minLength(32)
@description('Used when there is no secret yet; ignored afterwards.')
param firstLinkSecret string = '${newGuid()}${newGuid()}'

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    publicNetworkAccess: privateOnly ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: privateOnly ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }
}

@onlyIfNotExists()
resource linkSecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = {
  parent: vault
  name: 'link-secret'
  properties: { value: firstLinkSecret, contentType: 'signs links in messages' }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, app.id, roleIds.keyVaultSecretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.keyVaultSecretsUser)
    principalId: app.id
    principalType: app.type
  }
}

output id string = vault.id
output name string = vault.name

#disable-next-line outputs-should-not-contain-secrets // a reference that App Service resolves, not the secret
output linkSigningReference string = '@Microsoft.KeyVault(VaultName=${vault.name};SecretName=${linkSecret.name})'
