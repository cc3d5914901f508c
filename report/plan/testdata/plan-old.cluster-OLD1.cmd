@echo off
rem Made by clusterdrift plan-script 1.0.0 on 2026-11-22 09:30:12 UTC from the scan of 2026-11-22 09:30:00 UTC.
rem Once for the cluster OLD, on OLD1. No program of clusterdrift runs it.
rem Read before you run. Without an argument it changes nothing: it prints what it
rem would do. plan.md next to it says what comes before and after.
setlocal EnableExtensions DisableDelayedExpansion
rem A variable of this name would hide what commands return.
set "ERRORLEVEL="
set "NODE=OLD1"
if not "%~2"=="" set "MSU=%~f2"
cd /d "%SystemRoot%\System32"
if "%~1"=="" goto show
if /i "%~1"=="/apply" goto apply
echo(Usage: cluster-OLD1.cmd [/apply]
exit /b 2

:show
echo(%NODE%: this is what would be done. Nothing was changed.
echo(/apply:
echo(  cluster.exe /prop SameSubnetThreshold=10:DWORD
echo(Then, from where you scan:
echo(  clusterdrift scan --partial OLD1
exit /b 0

:apply
call :guard
if not "%ERRORLEVEL%"=="0" exit /b 1
call :count
if %ALL% lss 1 goto notup
if not "%UP%"=="%ALL%" goto notup
echo(heartbeat/SameSubnetThreshold
cluster.exe /prop SameSubnetThreshold=10:DWORD
if not "%ERRORLEVEL%"=="0" goto failed

:done
echo(Done. Verify from where you scan, before you go on:
echo(  clusterdrift scan --partial OLD1
exit /b 0

:guard
if /i not "%COMPUTERNAME%"=="%NODE%" goto wrong
fltmc.exe >nul 2>nul
if not "%ERRORLEVEL%"=="0" goto unprivileged
exit /b 0
:wrong
echo(This script is for %NODE%. This computer is another one: %COMPUTERNAME%.
exit /b 1
:unprivileged
echo(Run this as administrator.
exit /b 1

:count
rem The states are numbers, which no language changes: 0 is up, 2 is paused.
set ALL=0
set UP=0
set PAUSED=0
for /f %%N in ('wmic.exe /authlevel:pktprivacy /namespace:\\root\MSCluster path MSCluster_Node get Name /value ^<nul ^| find.exe /c "Name="') do set ALL=%%N
for /f %%N in ('wmic.exe /authlevel:pktprivacy /namespace:\\root\MSCluster path MSCluster_Node where "State=0" get Name /value ^<nul ^| find.exe /c "Name="') do set UP=%%N
for /f %%N in ('wmic.exe /authlevel:pktprivacy /namespace:\\root\MSCluster path MSCluster_Node where "State=2 and Name='%NODE%'" get Name /value ^<nul ^| find.exe /c "Name="') do set PAUSED=%%N
exit /b 0
:notup
echo(Not every node is up: up %UP% of %ALL%. Stopped: one more node less could cost the quorum.
exit /b 1
:failed
echo(Stopped: the last command failed with %ERRORLEVEL%. Nothing after it was done. Scan again before you go on.
exit /b 1
