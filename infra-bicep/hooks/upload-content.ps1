# After provisioning: message templates and the starting journeys go to their containers. Runs as whoever deploys, whom
# main.bicep lets write there; a role given a moment ago may take minutes to be known, so a refusal is tried again.
$ErrorActionPreference = 'Stop'

function Send-Folder($folder, $pattern, $container) {
    foreach ($wait in 0, 15, 30, 60, 120) {
        Start-Sleep -Seconds $wait
        az storage blob upload-batch --account-name $env:AZURE_STORAGE_ACCOUNT_NAME --auth-mode login --overwrite `
            --source $folder --pattern $pattern --destination $container --only-show-errors --output none
        if ($LASTEXITCODE -eq 0) { return }
        Write-Warning "$folder could not be uploaded to $container yet; trying again."
    }
    throw "$folder was not uploaded. Expected: signed in with 'az login' as the account azd uses, and the storage account reachable from here (see docs/deploy.md, Private networking). Then run: azd hooks run postprovision"
}

Send-Folder templates '*.scriban' $env:CAMPAIGNS_TEMPLATES_CONTAINER
Send-Folder journeys '*.json' $env:CAMPAIGNS_JOURNEYS_CONTAINER
