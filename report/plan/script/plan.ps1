# Made by clusterdrift plan-script {{.Version}} on {{.Made}} from the scan of {{.Scanned}}.
# {{if .Once}}Once for the cluster {{.Cluster}}, on {{.Host}}{{else}}For the node {{.Host}} of the cluster {{.Cluster}}{{end}}. No program of clusterdrift runs it.
# Read before you run. Without an argument it changes nothing: it prints what it
# would do. plan.md next to it says what comes before and after.
{{- range .Blockers}}
# DO NOT BEGIN: {{.}}
{{- end}}
[CmdletBinding()]
param([switch]$Apply{{if .Restart}}, [switch]$Resume{{end}}{{if .Updates}}, [string]$Msu = ''{{end}})

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2.0
$Node = {{quote .Host}}
$Lines = @(
{{- range .Lines}}
    @{ Id = {{quote .ID}}; Line = {{quote .Text}} }
{{- end}}
)
{{- if .Updates}}
$Updates = @(
{{- range .Updates}}
    {{quote .}}
{{- end}}
)
{{- end}}

function Show-Plan {
    Write-Host "${Node}: this is what would be done with -Apply. Nothing was changed."
{{- range .Blockers}}
    Write-Host {{quote (print "DO NOT BEGIN: " .)}}
{{- end}}
{{- if .Restart}}
    Write-Host '  Suspend-ClusterNode -Name $Node -Drain -Wait'
{{- end}}
    foreach ($step in $Lines) { Write-Host ('  ' + $step.Line) }
{{- if .Updates}}
    foreach ($kb in $Updates) { Write-Host "  wusa.exe FILE-OF-$kb.msu /quiet /norestart" }
    Write-Host '  with -Msu FOLDER for the folder of these files'
{{- end}}
{{- if .Restart}}
    Write-Host '  Restart-Computer -Force'
    Write-Host 'After the restart, with -Resume:'
    Write-Host '  Resume-ClusterNode -Name $Node -Failback Immediate'
{{- end}}
    Show-Verify
}

function Show-Verify {
    Write-Host 'Verify from where you scan, before you go on:'
    Write-Host {{quote (print "  clusterdrift scan " .Scan)}}
}

function Assert-Node {
    if ($env:COMPUTERNAME -ne $Node) { throw "This script is for $Node. This computer is another one: $env:COMPUTERNAME." }
    $who = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
    if (-not $who.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) { throw 'Run this as administrator.' }
}

function Assert-Up {
    $all = @(Get-ClusterNode)
    $down = @($all | Where-Object { "$($_.State)" -ne 'Up'{{if .Restart}} -and -not ($_.Name -eq $Node -and "$($_.State)" -eq 'Paused'){{end}} })
    if ($all.Count -lt {{if .Restart}}2{{else}}1{{end}} -or $down.Count -gt 0) {
        throw "Not every node is up: $($down.Count) of $($all.Count) are not. One more node less could cost the quorum."
    }
}

function Invoke-Line([string]$Line) {
    Write-Host "> $Line"
    $global:LASTEXITCODE = 0
    & ([scriptblock]::Create($Line)) | Out-Host
    if ($global:LASTEXITCODE -ne 0) { throw "The last command failed with $global:LASTEXITCODE." }
}
{{- if .Updates}}

function Find-Update([string]$Kb) {
    $found = @()
    if ($Msu) { $found = @(Get-ChildItem -LiteralPath $Msu -Filter "*-$Kb-*.msu") }
    if ($found.Count -ne 1) { throw "Exactly one file of $Kb is needed, found: $($found.Count). Name the folder: -Msu \\server\share" }
    $found[0].FullName
}

function Install-Update([string]$Kb) {
    $file = Find-Update $Kb
    Write-Host "> wusa.exe $file /quiet /norestart"
    $run = Start-Process -FilePath "$env:SystemRoot\System32\wusa.exe" -ArgumentList ('"' + $file + '"'), '/quiet', '/norestart' -Wait -PassThru
    # 3010 asks for the restart that follows; 2359302 says that it is installed already.
    if (@(0, 3010, 2359302) -notcontains $run.ExitCode) { throw "$Kb failed with $($run.ExitCode)." }
}
{{- end}}
{{- if .Restart}}

function Suspend-Node {
    $null = Suspend-ClusterNode -Name $Node -Drain -Wait
    $left = @(Get-ClusterGroup | Where-Object { $_.OwnerNode.Name -eq $Node -and "$($_.State)" -ne 'Offline' })
    if ($left.Count -gt 0) { throw "$Node still owns $($left.Count) groups that are not offline. Move them, then run this again." }
}

function Resume-Node {
    $limit = (Get-Date).AddMinutes(30)
    while ((Get-Date) -lt $limit) {
        try {
            $all = @(Get-ClusterNode)
            if (@($all | Where-Object { "$($_.State)" -ne 'Up' }).Count -eq 0) { return }
            $own = @($all | Where-Object { $_.Name -eq $Node -and "$($_.State)" -eq 'Paused' })
            if ($own.Count -eq 1) { $null = Resume-ClusterNode -Name $Node -Failback Immediate }
        } catch {
            Write-Host "Waiting for the cluster service: $($_.Exception.Message)"
        }
        Start-Sleep -Seconds 10
    }
    throw 'Not every node came up within 30 minutes.'
}
{{- end}}

if (-not $Apply{{if .Restart}} -and -not $Resume{{end}}) {
    Show-Plan
    exit 0
}
try {
    Assert-Node
    Import-Module FailoverClusters
{{- if .Restart}}
    if ($Resume) {
        Resume-Node
        Show-Verify
        exit 0
    }
{{- end}}
    Assert-Up
{{- if .Updates}}
    foreach ($kb in $Updates) { $null = Find-Update $kb }
{{- end}}
    foreach ($step in $Lines) { $null = [scriptblock]::Create($step.Line) }
{{- if .Restart}}
    Suspend-Node
{{- end}}
    foreach ($step in $Lines) {
        Write-Host $step.Id
        Invoke-Line $step.Line
    }
{{- if .Updates}}
    foreach ($kb in $Updates) { Install-Update $kb }
{{- end}}
{{- if .Restart}}
    Write-Host 'After the restart run this again with -Resume.'
    Restart-Computer -Force
{{- else}}
    Show-Verify
{{- end}}
} catch {
    Write-Host "Stopped: $($_.Exception.Message) Nothing after it was done. Scan again before you go on."
{{- if .Restart}}
    Write-Host ('If the node is paused and is to take roles again: Resume-ClusterNode -Name ' + $Node)
{{- end}}
    exit 1
}
