package windows

// The property sets of the Win32 classes are those of Windows Server 2008 R2
// SP1, and what later versions added where a client may query it; the release
// of a node adds those.

func operatingSystemClass(r release) *wmiClass {
	return r.class("Win32_OperatingSystem", wmiColumns{
		wmiText: "BootDevice BuildNumber BuildType Caption CodeSet CountryCode CreationClassName " +
			"CSCreationClassName CSDVersion CSName Description Locale Manufacturer Name Organization " +
			"OSArchitecture OtherTypeDescription PlusProductID PlusVersionNumber RegisteredUser SerialNumber " +
			"Status SystemDevice SystemDirectory SystemDrive Version WindowsDirectory",
		wmiBool: "DataExecutionPrevention_32BitApplications DataExecutionPrevention_Available " +
			"DataExecutionPrevention_Drivers Debug Distributed PAEEnabled Primary",
		wmiNumber: "CurrentTimeZone DataExecutionPrevention_SupportPolicy EncryptionLevel " +
			"ForegroundApplicationBoost LargeSystemCache MaxNumberOfProcesses NumberOfLicensedUsers " +
			"NumberOfProcesses NumberOfUsers OperatingSystemSKU OSLanguage OSProductSuite OSType ProductType " +
			"ServicePackMajorVersion ServicePackMinorVersion SuiteMask",
		wmiBigNumber: "FreePhysicalMemory FreeSpaceInPagingFiles FreeVirtualMemory MaxProcessMemorySize " +
			"SizeStoredInPagingFiles TotalSwapSpaceSize TotalVirtualMemorySize TotalVisibleMemorySize",
		wmiTime:  "InstallDate LastBootUpTime LocalDateTime",
		wmiTexts: "MUILanguages",
	})
}

func computerSystemClass() *wmiClass {
	return newWMIClass("Win32_ComputerSystem", wmiColumns{
		wmiText: "BootupState Caption CreationClassName Description DNSHostName Domain LastLoadInfo " +
			"Manufacturer Model Name NameFormat PrimaryOwnerContact PrimaryOwnerName Status SystemType " +
			"UserName Workgroup",
		wmiBool: "AutomaticManagedPagefile AutomaticResetBootOption AutomaticResetCapability BootROMSupported " +
			"DaylightInEffect EnableDaylightSavingsTime InfraredSupported NetworkServerModeEnabled " +
			"PartOfDomain PowerManagementSupported",
		wmiNumber: "AdminPasswordStatus BootOptionOnLimit BootOptionOnWatchDog ChassisBootupState " +
			"CurrentTimeZone DomainRole FrontPanelResetStatus KeyboardPasswordStatus " +
			"NumberOfLogicalProcessors NumberOfProcessors PauseAfterReset PCSystemType PowerOnPasswordStatus " +
			"PowerState PowerSupplyState ResetCapability ResetCount ResetLimit SystemStartupDelay " +
			"SystemStartupSetting ThermalState WakeUpType",
		wmiBigNumber: "TotalPhysicalMemory",
		wmiTime:      "InstallDate",
		wmiTexts:     "InitialLoadInfo OEMStringArray Roles SupportContactDescription SystemStartupOptions",
		wmiNumbers:   "PowerManagementCapabilities",
		wmiBytes:     "OEMLogoBitmap",
	})
}

func quickFixEngineeringClass() *wmiClass {
	return newWMIClass("Win32_QuickFixEngineering", wmiColumns{
		wmiText: "Caption CSName Description FixComments HotFixID InstalledBy InstalledOn Name " +
			"ServicePackInEffect Status",
		wmiTime: "InstallDate",
	})
}

// baseServiceColumns are common to services and system drivers.
func baseServiceColumns() wmiColumns {
	return wmiColumns{
		wmiText: "Caption CreationClassName Description DisplayName ErrorControl Name PathName ServiceType " +
			"StartMode StartName State Status SystemCreationClassName SystemName",
		wmiBool:   "AcceptPause AcceptStop DesktopInteract Started",
		wmiNumber: "ExitCode ServiceSpecificExitCode TagId",
		wmiTime:   "InstallDate",
	}
}

func serviceClass(r release) *wmiClass {
	columns := baseServiceColumns()
	columns[wmiNumber] += " CheckPoint ProcessId WaitHint"
	return r.class("Win32_Service", columns)
}

func systemDriverClass() *wmiClass {
	return newWMIClass("Win32_SystemDriver", baseServiceColumns())
}

func adapterConfigurationClass() *wmiClass {
	return newWMIClass("Win32_NetworkAdapterConfiguration", wmiColumns{
		wmiText: "Caption DatabasePath Description DHCPServer DNSDomain DNSHostName IPXAddress " +
			"IPXVirtualNetNumber MACAddress ServiceName SettingID WINSHostLookupFile WINSPrimaryServer " +
			"WINSScopeID WINSSecondaryServer",
		wmiBool: "ArpAlwaysSourceRoute ArpUseEtherSNAP DeadGWDetectEnabled DHCPEnabled " +
			"DNSEnabledForWINSResolution DomainDNSRegistrationEnabled FullDNSRegistrationEnabled IPEnabled " +
			"IPFilterSecurityEnabled IPPortSecurityEnabled IPUseZeroBroadcast IPXEnabled PMTUBHDetectEnabled " +
			"PMTUDiscoveryEnabled TcpUseRFC1122UrgentPointer WINSEnableLMHostsLookup",
		wmiNumber: "DefaultTOS DefaultTTL ForwardBufferMemory IGMPLevel Index InterfaceIndex " +
			"IPConnectionMetric IPXMediaType KeepAliveInterval KeepAliveTime MTU NumForwardPackets " +
			"TcpipNetbiosOptions TcpMaxConnectRetransmissions TcpMaxDataRetransmissions TcpNumConnections " +
			"TcpWindowSize",
		wmiTime: "DHCPLeaseExpires DHCPLeaseObtained",
		wmiTexts: "DefaultIPGateway DNSDomainSuffixSearchOrder DNSServerSearchOrder IPAddress " +
			"IPSecPermitIPProtocols IPSecPermitTCPPorts IPSecPermitUDPPorts IPSubnet IPXNetworkNumber",
		wmiNumbers: "GatewayCostMetric IPXFrameType",
	})
}

func dataFileClass() *wmiClass {
	return newWMIClass("CIM_DataFile", wmiColumns{
		wmiText: "Caption CompressionMethod CreationClassName CSCreationClassName CSName Description Drive " +
			"EightDotThreeFileName EncryptionMethod Extension FileName FileType FSCreationClassName FSName " +
			"Manufacturer Name Path Status Version",
		wmiBool:      "Archive Compressed Encrypted Hidden Readable System Writeable",
		wmiNumber:    "AccessMask",
		wmiBigNumber: "FileSize InUseCount",
		wmiTime:      "CreationDate InstallDate LastAccessed LastModified",
	})
}
