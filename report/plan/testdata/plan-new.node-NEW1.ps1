# Made by clusterdrift plan-script 1.0.0 on 2026-11-22 09:30:12 UTC from the scan of 2026-11-22 09:30:00 UTC.
# For the node NEW1 of the cluster NEW. No program of clusterdrift runs it.
# Read before you run. Without an argument it changes nothing: it prints what it
# would do. plan.md next to it says what comes before and after.
[CmdletBinding()]
param([switch]$Apply)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2.0
$Node = 'NEW1'
$Lines = @(
    @{ Id = 'antivirus/exclusions'; Line = 'Add-MpPreference -ExclusionPath "$env:SystemRoot\Cluster"' }
    @{ Id = 'antivirus/exclusions'; Line = 'Add-MpPreference -ExclusionProcess "$env:SystemRoot\Cluster\clussvc.exe", "$env:SystemRoot\Cluster\rhs.exe"' }
    @{ Id = 'firewall/cluster-tcp-3343-in'; Line = 'New-NetFirewallRule -DisplayName "Cluster service (TCP 3343)" -Direction Inbound -Action Allow -Protocol TCP -LocalPort 3343 -Program ''%SystemRoot%\Cluster\clussvc.exe'' -Service ClusSvc -Profile Any' }
    @{ Id = 'service/netprofm'; Line = 'Set-Service -Name netprofm -StartupType Manual' }
    @{ Id = 'service/netprofm'; Line = 'Start-Service -Name netprofm' }
)

function Show-Plan {
    Write-Host "${Node}: this is what would be done with -Apply. Nothing was changed."
    foreach ($step in $Lines) { Write-Host ('  ' + $step.Line) }
    Show-Verify
}

function Show-Verify {
    Write-Host 'Verify from where you scan, before you go on:'
    Write-Host '  clusterdrift scan --partial NEW1'
}

function Assert-Node {
    if ($env:COMPUTERNAME -ne $Node) { throw "This script is for $Node. This computer is another one: $env:COMPUTERNAME." }
    $who = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
    if (-not $who.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) { throw 'Run this as administrator.' }
}

function Assert-Up {
    $all = @(Get-ClusterNode)
    $down = @($all | Where-Object { "$($_.State)" -ne 'Up' })
    if ($all.Count -lt 1 -or $down.Count -gt 0) {
        throw "Not every node is up: $($down.Count) of $($all.Count) are not. One more node less could cost the quorum."
    }
}

function Invoke-Line([string]$Line) {
    Write-Host "> $Line"
    $global:LASTEXITCODE = 0
    & ([scriptblock]::Create($Line)) | Out-Host
    if ($global:LASTEXITCODE -ne 0) { throw "The last command failed with $global:LASTEXITCODE." }
}

if (-not $Apply) {
    Show-Plan
    exit 0
}
try {
    Assert-Node
    Import-Module FailoverClusters
    Assert-Up
    foreach ($step in $Lines) { $null = [scriptblock]::Create($step.Line) }
    foreach ($step in $Lines) {
        Write-Host $step.Id
        Invoke-Line $step.Line
    }
    Show-Verify
} catch {
    Write-Host "Stopped: $($_.Exception.Message) Nothing after it was done. Scan again before you go on."
    exit 1
}
