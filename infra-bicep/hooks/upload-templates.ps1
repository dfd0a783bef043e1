# After provisioning: makes the container hold exactly the templates of the folder templates/, with the deployer's identity, to which
# main.bicep assigns the role; a new role assignment may take minutes to be effective, so a refusal is retried.
$ErrorActionPreference = 'Stop'
$account = '--account-name', $env:AZURE_STORAGE_ACCOUNT_NAME, '--auth-mode', 'login', '--only-show-errors'
$container = $env:CAMPAIGNS_TEMPLATES_CONTAINER

function Send-Templates {
    az storage blob upload-batch @account --overwrite --source templates --pattern '*.scriban' --destination $container --output none
    if ($LASTEXITCODE -ne 0) { return $false }
    az storage blob upload-batch @account --overwrite --source templates --pattern 'wording.json' --destination $container --output none
    if ($LASTEXITCODE -ne 0) { return $false }
    $names = az storage blob list @account --container-name $container --num-results '*' --query '[].name' --output tsv
    if ($LASTEXITCODE -ne 0) { return $false }
    # A template deleted from the folder is deleted here too: 'campaigns validate' has not checked it, and the app would still use it.
    foreach ($name in $names) {
        if ($name -and -not (Test-Path -LiteralPath "templates/$name" -PathType Leaf)) {
            az storage blob delete @account --container-name $container --name $name --output none
            if ($LASTEXITCODE -ne 0) { return $false }
        }
    }
    return $true
}

foreach ($wait in 0, 15, 30, 60, 120) {
    Start-Sleep -Seconds $wait
    if (Send-Templates) { exit 0 }
    Write-Warning 'The templates could not be uploaded yet; retrying.'
}
throw "The templates were not uploaded. Expected: signed in with 'az login' as the account azd uses, and the storage account reachable from here (docs/deploy.md, Private networking). Then run: azd hooks run postprovision"
