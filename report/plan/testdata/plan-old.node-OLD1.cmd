@echo off
rem Made by clusterdrift plan-script 1.0.0 on 2026-11-22 09:30:12 UTC from the scan of 2026-11-22 09:30:00 UTC.
rem For the node OLD1 of the cluster OLD. No program of clusterdrift runs it.
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
if /i "%~1"=="/drain" goto drain
if /i "%~1"=="/resume" goto resume
echo(Usage: node-OLD1.cmd [/drain, then /apply, after the restart /resume] FOLDER-OF-UPDATES
exit /b 2

:show
echo(%NODE%: this is what would be done. Nothing was changed.
echo(/drain:
echo(  cluster.exe node %%COMPUTERNAME%% /pause
echo(/apply, when the node owns no group any more:
echo(  netsh.exe advfirewall firewall add rule name=^"Cluster service ^(TCP 3343^)^" dir=in action=allow protocol=tcp localport=3343 program=^"%%SystemRoot%%\Cluster\clussvc.exe^" service=ClusSvc profile=any
echo(  wusa.exe FILE-OF-KB2524478.msu /quiet /norestart
echo(  wusa.exe FILE-OF-KB2552040.msu /quiet /norestart
echo(  with /apply FOLDER, or the variable MSU, for the folder of these files
echo(  shutdown.exe /r /t 0
echo(/resume, after the restart:
echo(  cluster.exe node %%COMPUTERNAME%% /resume
echo(Then, from where you scan:
echo(  clusterdrift scan --partial OLD1
exit /b 0

:drain
call :guard
if not "%ERRORLEVEL%"=="0" exit /b 1
call :count
if %ALL% lss 2 goto notup
if not "%UP%"=="%ALL%" goto notup
call :updates
if not "%ERRORLEVEL%"=="0" exit /b 1
cluster.exe node %COMPUTERNAME% /pause
if not "%ERRORLEVEL%"=="0" goto failed
cluster.exe group
echo(Move every group that %NODE% owns to another node, machines by live migration.
echo(Then run node-OLD1.cmd /apply.
exit /b 0

:apply
call :guard
if not "%ERRORLEVEL%"=="0" exit /b 1
call :count
set /a OTHERS=ALL-1
if %ALL% lss 2 goto notup
if not "%UP%"=="%OTHERS%" goto notup
if not "%PAUSED%"=="1" goto notpaused
call :updates
if not "%ERRORLEVEL%"=="0" exit /b 1
choice.exe /c YN /m "Does %NODE% own no group any more"
if not "%ERRORLEVEL%"=="1" goto stopped
echo(firewall/cluster-tcp-3343-in
netsh.exe advfirewall firewall add rule name="Cluster service (TCP 3343)" dir=in action=allow protocol=tcp localport=3343 program="%SystemRoot%\Cluster\clussvc.exe" service=ClusSvc profile=any
if not "%ERRORLEVEL%"=="0" goto failed
call :install KB2524478
if not "%ERRORLEVEL%"=="0" goto failed
call :install KB2552040
if not "%ERRORLEVEL%"=="0" goto failed
echo(After the restart run node-OLD1.cmd /resume.
shutdown.exe /r /t 0
if not "%ERRORLEVEL%"=="0" goto failed
exit /b 0

:resume
call :guard
if not "%ERRORLEVEL%"=="0" exit /b 1
set TRIES=0
:again
call :count
if %ALL% gtr 0 if "%UP%"=="%ALL%" goto done
if "%PAUSED%"=="1" cluster.exe node %COMPUTERNAME% /resume
set /a TRIES+=1
if %TRIES% geq 60 goto notup
ping.exe -n 11 127.0.0.1 >nul
goto again

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

:updates
call :find KB2524478
if not "%ERRORLEVEL%"=="0" exit /b 1
call :find KB2552040
if not "%ERRORLEVEL%"=="0" exit /b 1
exit /b 0

:find
set COUNT=0
for %%F in ("%MSU%\*-%1-*.msu") do set "FILE=%%~fF"& set /a COUNT+=1
if "%COUNT%"=="1" exit /b 0
echo(Exactly one file of %1 is needed, found: %COUNT%. Name the folder: node-OLD1.cmd /apply \\server\share
exit /b 1

:install
call :find %1
if not "%ERRORLEVEL%"=="0" exit /b 1
echo(%1
start /wait "" wusa.exe "%FILE%" /quiet /norestart
rem 3010 asks for the restart that follows; 2359302 says that it is installed already.
if "%ERRORLEVEL%"=="3010" exit /b 0
if "%ERRORLEVEL%"=="2359302" exit /b 0
exit /b %ERRORLEVEL%

:notpaused
echo(%NODE% is not paused. Run node-OLD1.cmd /drain first.
exit /b 1
:stopped
echo(Stopped. Nothing was changed.
exit /b 1
:notup
echo(Not every node is up: up %UP% of %ALL%. Stopped: one more node less could cost the quorum.
exit /b 1
:failed
echo(Stopped: the last command failed with %ERRORLEVEL%. Nothing after it was done. Scan again before you go on.
echo(If %NODE% is paused and is to take roles again: cluster.exe node %NODE% /resume
exit /b 1
