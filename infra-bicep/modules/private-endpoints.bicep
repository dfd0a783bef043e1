// Private endpoints for everything that can hold customer data or a secret.

param namePrefix string
param location string
param tags object
param networkId string
param subnetId string
param storageId string
param vaultId string

var storageServices = ['blob', 'queue', 'table']

module storage 'private-endpoint.bicep' = [
  for service in storageServices: {
    name: 'private-${service}'
    params: {
      name: '${namePrefix}-${service}'
      location: location
      tags: tags
      networkId: networkId
      subnetId: subnetId
      resourceId: storageId
      service: service
      zoneName: 'privatelink.${service}.${environment().suffixes.storage}'
    }
  }
]

module vault 'private-endpoint.bicep' = {
  name: 'private-vault'
  params: {
    name: '${namePrefix}-vault'
    location: location
    tags: tags
    networkId: networkId
    subnetId: subnetId
    resourceId: vaultId
    service: 'vault'
    // Azure names this zone by the vault's host, not by the DNS suffix of secrets.
    zoneName: 'privatelink.vaultcore.azure.net'
  }
}
