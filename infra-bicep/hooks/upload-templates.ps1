# After provisioning: the message templates go to their container. Runs as whoever deploys, whom main.bicep lets write
# there; a role given a moment ago may take minutes to be known, so a refusal is tried again.
$ErrorActionPreference = 'Stop'

foreach ($wait in 0, 15, 30, 60, 120) {
    Start-Sleep -Seconds $wait
    az storage blob upload-batch --account-name $env:AZURE_STORAGE_ACCOUNT_NAME --auth-mode login --overwrite `
        --source templates --pattern '*.scriban' --destination $env:CAMPAIGNS_TEMPLATES_CONTAINER --only-show-errors --output none
    if ($LASTEXITCODE -eq 0) { exit 0 }
    Write-Warning 'The templates could not be uploaded yet; trying again.'
}
throw "The templates were not uploaded. Expected: signed in with 'az login' as the account azd uses, and the storage account reachable from here (docs/deploy.md, Private networking). Then run: azd hooks run postprovision"
