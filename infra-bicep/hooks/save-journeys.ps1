# After the code: saves the catalog, contact policy and journeys of journeys/ in a new environment, the journeys as drafts: nobody
# enters one before somebody publishes it. Existing documents are not changed: they belong to the marketers.
$ErrorActionPreference = 'Stop'

$key = az functionapp keys list --resource-group $env:AZURE_RESOURCE_GROUP --name $env:AZURE_FUNCTION_APP_NAME --query functionKeys.default --output tsv
if ($LASTEXITCODE -ne 0) { throw 'The key of the function app could not be read; see the message above.' }
$common = @{ Headers = @{ 'x-functions-key' = $key }; MaximumRetryCount = 8; RetryIntervalSec = 5 }

function Test-Document($path) {
    $answer = Invoke-WebRequest "$env:CAMPAIGNS_API/$path" -Headers $common.Headers -SkipHttpErrorCheck
    switch ($answer.StatusCode) {
        200 { return $true }
        404 { return $false }
        default { throw "GET $env:CAMPAIGNS_API/$path answered $($answer.StatusCode); expected 200 or 404. See the app's log, then run: azd hooks run postdeploy" }
    }
}

function Save-Document($path, $file) {
    Invoke-RestMethod "$env:CAMPAIGNS_API/$path" -Method Put -InFile $file -ContentType 'application/json' @common | Out-Null
}

Invoke-RestMethod "$env:CAMPAIGNS_API/health" @common | Out-Null
foreach ($document in 'catalog', 'contact-policy') {
    if (-not (Test-Document $document)) { Save-Document $document "journeys/$document.json"; "saved $document" }
}
foreach ($file in Get-ChildItem journeys -Filter *.json | Where-Object BaseName -NotIn 'catalog', 'contact-policy') {
    if (-not (Test-Document "journeys/$($file.BaseName)")) {
        Save-Document "journeys/$($file.BaseName)" $file.FullName
        "saved the draft $($file.BaseName); to publish it: POST $env:CAMPAIGNS_API/journeys/$($file.BaseName)/publish"
    }
}
