# After provisioning: uploads the message templates to their container, with the deployer's identity, to which main.bicep
# assigns the role; a new role assignment may take minutes to be effective, so a refusal is retried.
$ErrorActionPreference = 'Stop'

foreach ($wait in 0, 15, 30, 60, 120) {
    Start-Sleep -Seconds $wait
    az storage blob upload-batch --account-name $env:AZURE_STORAGE_ACCOUNT_NAME --auth-mode login --overwrite `
        --source templates --pattern '*.scriban' --destination $env:CAMPAIGNS_TEMPLATES_CONTAINER --only-show-errors --output none
    if ($LASTEXITCODE -eq 0) { exit 0 }
    Write-Warning 'The templates could not be uploaded yet; retrying.'
}
throw "The templates were not uploaded. Expected: signed in with 'az login' as the account azd uses, and the storage account reachable from here (docs/deploy.md, Private networking). Then run: azd hooks run postprovision"
