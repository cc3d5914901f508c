# Made by clusterdrift plan-script 1.0.0 on 2026-11-22 09:30:12 UTC from the scan of 2026-11-22 09:30:00 UTC.
# For the node NEW2 of the cluster NEW. No program of clusterdrift runs it.
# Read before you run. Without an argument it changes nothing: it prints what it
# would do. plan.md next to it says what comes before and after.
[CmdletBinding()]
param([switch]$Apply, [switch]$Resume)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2.0
$Node = 'NEW2'
$Lines = @(
    @{ Id = 'ipv6/enabled'; Line = 'reg.exe add "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip6\Parameters" /v DisabledComponents /t REG_DWORD /d 0 /f' }
    @{ Id = 'offload/chimney'; Line = 'Set-NetOffloadGlobalSetting -Chimney Disabled' }
)

function Show-Plan {
    Write-Host "${Node}: this is what would be done with -Apply. Nothing was changed."
    Write-Host '  Suspend-ClusterNode -Name $Node -Drain -Wait'
    foreach ($step in $Lines) { Write-Host ('  ' + $step.Line) }
    Write-Host '  Restart-Computer -Force'
    Write-Host 'After the restart, with -Resume:'
    Write-Host '  Resume-ClusterNode -Name $Node -Failback Immediate'
    Show-Verify
}

function Show-Verify {
    Write-Host 'Verify from where you scan, before you go on:'
    Write-Host '  clusterdrift scan --partial NEW2'
}

function Assert-Node {
    if ($env:COMPUTERNAME -ne $Node) { throw "This script is for $Node. This computer is another one: $env:COMPUTERNAME." }
    $who = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
    if (-not $who.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) { throw 'Run this as administrator.' }
}

function Assert-Up {
    $all = @(Get-ClusterNode)
    $down = @($all | Where-Object { "$($_.State)" -ne 'Up' -and -not ($_.Name -eq $Node -and "$($_.State)" -eq 'Paused') })
    if ($all.Count -lt 2 -or $down.Count -gt 0) {
        throw "Not every node is up: $($down.Count) of $($all.Count) are not. One more node less could cost the quorum."
    }
}

function Invoke-Line([string]$Line) {
    Write-Host "> $Line"
    $global:LASTEXITCODE = 0
    & ([scriptblock]::Create($Line)) | Out-Host
    if ($global:LASTEXITCODE -ne 0) { throw "The last command failed with $global:LASTEXITCODE." }
}

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

if (-not $Apply -and -not $Resume) {
    Show-Plan
    exit 0
}
try {
    Assert-Node
    Import-Module FailoverClusters
    if ($Resume) {
        Resume-Node
        Show-Verify
        exit 0
    }
    Assert-Up
    foreach ($step in $Lines) { $null = [scriptblock]::Create($step.Line) }
    Suspend-Node
    foreach ($step in $Lines) {
        Write-Host $step.Id
        Invoke-Line $step.Line
    }
    Write-Host 'After the restart run this again with -Resume.'
    Restart-Computer -Force
} catch {
    Write-Host "Stopped: $($_.Exception.Message) Nothing after it was done. Scan again before you go on."
    Write-Host ('If the node is paused and is to take roles again: Resume-ClusterNode -Name ' + $Node)
    exit 1
}
