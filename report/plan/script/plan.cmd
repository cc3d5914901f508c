@echo off
rem Made by clusterdrift plan-script {{.Version}} on {{.Made}} from the scan of {{.Scanned}}.
rem {{if .Once}}Once for the cluster {{.Cluster}}, on {{.Host}}{{else}}For the node {{.Host}} of the cluster {{.Cluster}}{{end}}. No program of clusterdrift runs it.
rem Read before you run. Without an argument it changes nothing: it prints what it
rem would do. plan.md next to it says what comes before and after.
{{- range .Blockers}}
rem DO NOT BEGIN: {{.}}
{{- end}}
setlocal EnableExtensions DisableDelayedExpansion
rem A variable of this name would hide what commands return.
set "ERRORLEVEL="
set "NODE={{.Host}}"
if not "%~2"=="" set "MSU=%~f2"
cd /d "%SystemRoot%\System32"
if "%~1"=="" goto show
if /i "%~1"=="/apply" goto apply
{{- if .Restart}}
if /i "%~1"=="/drain" goto drain
if /i "%~1"=="/resume" goto resume
{{- end}}
echo(Usage: {{.Name}} [{{if .Restart}}/drain, then /apply, after the restart /resume{{else}}/apply{{end}}]{{if .Updates}} FOLDER-OF-UPDATES{{end}}
exit /b 2

:show
echo(%NODE%: this is what would be done. Nothing was changed.
{{- range .Blockers}}
echo(DO NOT BEGIN: {{echo .}}
{{- end}}
{{- if .Restart}}
echo(/drain:
echo(  cluster.exe node %%COMPUTERNAME%% /pause
echo(/apply, when the node owns no group any more:
{{- else}}
echo(/apply:
{{- end}}
{{- range .Lines}}
echo(  {{echo .Text}}
{{- end}}
{{- range .Updates}}
echo(  wusa.exe FILE-OF-{{.}}.msu /quiet /norestart
{{- end}}
{{- if .Updates}}
echo(  with /apply FOLDER, or the variable MSU, for the folder of these files
{{- end}}
{{- if .Restart}}
echo(  shutdown.exe /r /t 0
echo(/resume, after the restart:
echo(  cluster.exe node %%COMPUTERNAME%% /resume
{{- end}}
echo(Then, from where you scan:
echo(  clusterdrift scan {{.Scan}}
exit /b 0
{{- if .Restart}}

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
echo(Then run {{.Name}} /apply.
exit /b 0
{{- end}}

:apply
call :guard
if not "%ERRORLEVEL%"=="0" exit /b 1
call :count
{{- if .Restart}}
set /a OTHERS=ALL-1
if %ALL% lss 2 goto notup
if not "%UP%"=="%OTHERS%" goto notup
if not "%PAUSED%"=="1" goto notpaused
call :updates
if not "%ERRORLEVEL%"=="0" exit /b 1
choice.exe /c YN /m "Does %NODE% own no group any more"
if not "%ERRORLEVEL%"=="1" goto stopped
{{- else}}
if %ALL% lss 1 goto notup
if not "%UP%"=="%ALL%" goto notup
{{- end}}
{{- range .Lines}}
echo({{.ID}}
{{.Text}}
if not "%ERRORLEVEL%"=="0" goto failed
{{- end}}
{{- range .Updates}}
call :install {{.}}
if not "%ERRORLEVEL%"=="0" goto failed
{{- end}}
{{- if .Restart}}
echo(After the restart run {{.Name}} /resume.
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
{{- end}}

:done
echo(Done. Verify from where you scan, before you go on:
echo(  clusterdrift scan {{.Scan}}
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
{{- if .Restart}}

:updates
{{- range .Updates}}
call :find {{.}}
if not "%ERRORLEVEL%"=="0" exit /b 1
{{- end}}
exit /b 0
{{- end}}
{{- if .Updates}}

:find
set COUNT=0
for %%F in ("%MSU%\*-%1-*.msu") do set "FILE=%%~fF"& set /a COUNT+=1
if "%COUNT%"=="1" exit /b 0
echo(Exactly one file of %1 is needed, found: %COUNT%. Name the folder: {{.Name}} /apply \\server\share
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
{{- end}}
{{- if .Restart}}

:notpaused
echo(%NODE% is not paused. Run {{.Name}} /drain first.
exit /b 1
:stopped
echo(Stopped. Nothing was changed.
exit /b 1
{{- end}}
:notup
echo(Not every node is up: up %UP% of %ALL%. Stopped: one more node less could cost the quorum.
exit /b 1
:failed
echo(Stopped: the last command failed with %ERRORLEVEL%. Nothing after it was done. Scan again before you go on.
{{- if .Restart}}
echo(If %NODE% is paused and is to take roles again: cluster.exe node %NODE% /resume
{{- end}}
exit /b 1
