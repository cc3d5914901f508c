package observe

// This file is everything that a site's own requirements can make a node answer,
// besides the fixed list of package remote. A site's file adds entries within these
// limits, and vendors' keys below HKLM\SOFTWARE by allow_roots. Nothing that a file
// says lifts what is denied here. Everything is compared without regard to the case of
// letters, after paths are brought into one spelling: a doubled backslash is one,
// ControlSet001 counts as CurrentControlSet, and Wow6432Node counts as not there.

// registryRoots are the keys below HKLM whose values can be read, with all below them.
var registryRoots = []string{
	`SYSTEM\CurrentControlSet`,
	`SOFTWARE\Microsoft`,
	`SOFTWARE\Policies`,
	`HARDWARE\DESCRIPTION`,
	`Cluster`,
}

// vendorParents is where the keys of allow_roots are: one below this key at least.
const vendorParents = `SOFTWARE`

// notVendors are the names directly below it that are not a vendor's.
var notVendors = []string{"Microsoft", "Policies", "Classes", "Clients", "RegisteredApplications"}

// deniedKeys are keys below HKLM that hold secrets, or command lines that may.
var deniedKeys = []string{
	`SAM`,
	`SECURITY`,
	`SYSTEM\CurrentControlSet\Control\Lsa\Data`, // the parts of the boot key
	`SYSTEM\CurrentControlSet\Control\Lsa\GBG`,
	`SYSTEM\CurrentControlSet\Control\Lsa\JD`,
	`SYSTEM\CurrentControlSet\Control\Lsa\Skew1`,
	`SYSTEM\CurrentControlSet\Control\Session Manager\Environment`,
	`SYSTEM\CurrentControlSet\Services\IAS`, // shared secrets of RADIUS
	`SYSTEM\CurrentControlSet\Services\RasMan`,
	`SYSTEM\CurrentControlSet\Services\RemoteAccess`,
	`SYSTEM\CurrentControlSet\Services\SNMP`,    // communities are names of values
	`SYSTEM\CurrentControlSet\Services\TPM\WMI`, // the owner authorization of the TPM
	`SOFTWARE\Policies\SNMP`,
	`SOFTWARE\Microsoft\Cryptography\Protect`,
	`SOFTWARE\Microsoft\Cryptography\RNG`,
	`SOFTWARE\Microsoft\EnterpriseCertificates`,
	`SOFTWARE\Microsoft\IdentityCRL`,
	`SOFTWARE\Microsoft\IdentityStore`,
	`SOFTWARE\Microsoft\Provisioning\OMADM`, // accounts of device management
	`SOFTWARE\Microsoft\SystemCertificates`,
	`SOFTWARE\Policies\Microsoft\SystemCertificates`,
	`SOFTWARE\Policies\Microsoft\Windows\IPSec`, // pre-shared keys
	`SOFTWARE\Microsoft\Virtual Machine`,        // what the host hands to a guest
	`SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache`,
	`SOFTWARE\Microsoft\Windows NT\CurrentVersion\iSCSI`, // log-ons of initiators
	`SOFTWARE\Microsoft\WlanSvc`,
	`SOFTWARE\Microsoft\dot3svc`,
	`SOFTWARE\Microsoft\iSCSI Target`,
	`Cluster\Tasks`,
}

// deniedNames are keys that hold secrets wherever they are.
var deniedNames = []string{
	"AutoGenKeys", "Credentials", "CredStore", "CryptoCheckpoints", "Keys", "MachineKeys", "MOMBins", "PersistentTargets", "Phase1AuthenticationSets",
	"Phase2AuthenticationSets", "PrivateKeys", "Run", "RunOnce", "RunOnceEx", "RunServices", "RunServicesOnce", "Secrets", "SystemCertificates",
	"TrapConfiguration", "UserKeys", "ValidCommunities",
}

// deniedValues are patterns of values that hold secrets, or command lines that may, in
// whatever key.
var deniedValues = []string{
	"AppEnvironment", "AppEnvironmentExtra", "AppParameters", "*Arguments", "*Args", "*CmdLine", "*Command", "*Commands", "*CommandLine", "Debugger",
	"DigitalProductId*", "Environment", "ImagePath", "Options", "Parameters", "Params", "ResourceData", "ServiceParameters", "StartupParameters", "StubPath",
	"*UninstallString",
}

// secretWords are parts of the names of values, classes and columns that hold secrets.
// Blanks and signs between the letters of a name do not count.
var secretWords = []string{
	"password", "passwd", "passphrase", "passcode", "pwd", "secret", "key", "token", "community", "communities", "private", "connectionstring", "connstr", "entropy",
	"ownerauth", "kennwort", "cookie",
}

// secretTextWords are parts of the names of values that hold secrets if they are text or
// bytes. Of the same names numbers are settings: AllowProtectedCreds.
var secretTextWords = []string{"cred", "pass", "psk"}

// harmlessWords have one of secretTextWords in them.
var harmlessWords = []string{"bypass", "passive", "passthr"}

// secretKeyWords are parts of the names of keys that hold secrets.
var secretKeyWords = []string{"password", "passwd", "passphrase", "secret", "privatekey"}

// namespaces are those whose classes can be read, each with how the names of its
// classes begin; empty: in any way. A class that others are derived from would read them all.
var namespaces = []namespace{
	{"root/cimv2", "Win32_"},
	{"root/cimv2/power", "Win32_"},
	{"root/MSCluster", "MSCluster_"},
	{"root/StandardCimv2", "MSFT_"},
	{"root/wmi", ""},
	{"root/virtualization/v2", "Msvm_"},
	{"root/rsop/computer", "RSOP_UserPrivilegeRight"}, // user rights that a policy has set
}

// deniedClasses are patterns of classes that do harm when they are read, take long, or
// hold secrets. CIM_DataFile, __EventFilter and their like have no name that is allowed.
var deniedClasses = []string{
	"Win32_Product*",                                                                                             // makes the Windows Installer check and repair all products
	"Win32_Software*", "Win32_Patch*", "Win32_MSI*", "Win32_*Action", "Win32_*Check", "Win32_InstalledSoftware*", // of the same provider
	"Win32_*Specification*", "Win32_Application*", "Win32_Binary", "Win32_CommandLineAccess", "Win32_Condition", "Win32_LaunchCondition",
	"Win32_ManagedSystemElementResource", "Win32_ODBC*", "Win32_Property", "Win32_ReserveCost", "Win32_ServiceControl", "Win32_ShortcutSAP",
	"Win32_NTLogEvent*", "Win32_Directory*", "Win32_Subdirectory", "Win32_CodecFile", "Win32_ShortcutFile", "Win32_LogicalFile*", "Win32_SecuritySetting*", "Win32_*Quota*", // read whole disks or logs
	"Win32_Account*", "Win32_UserAccount", "Win32_Group*", "Win32_SystemAccount", "Win32_UserInDomain", "Win32_NTDomain", // ask the whole domain
	"Win32_SystemUsers", "Win32_Dfs*",
	"Win32_LoggedOnUser", "Win32_LogonSession*", "Win32_Session*", "Win32_NetworkLoginProfile", // persons
	"Win32_Perf", "Win32_PerfRawData", "Win32_PerfFormattedData", // all counters at once
	"Win32_PingStatus*",                                                                         // makes the node send
	"Win32_Environment", "Win32_SIDandAttributes", "Win32_TokenGroups", "Win32_TokenPrivileges", // secrets
	"MSiSCSI*", "iSCSI*", "MSFT_iSCSI*", "MSNdis", "MSNdis_80211*", "MSFT_NetIKE*", "Msvm_Kvp*", "MSCluster_Property*", "MSCluster_*Task*", // secrets
}

// deniedColumns are columns that hold command lines or secrets, in whatever class.
var deniedColumns = []string{
	"Command", "CommandLine", "Credential", "Credentials", "CryptoCheckpoints", "GuestExchangeItems", "GuestIntrinsicExchangeItems", "HostExchangeItems",
	"HostOnlyItems", "PathName", "PrivateProperties", "ResourceData", "Security", "ServiceParameters", "VariableValue",
}

// deniedChannels are patterns of event logs whose events hold command lines and scripts.
var deniedChannels = []string{"Security", "*PowerShell*", "*Sysmon*", "*TaskScheduler*"}

// folders are how the path of a file begins. Of a file no more than its version is read.
var folders = []string{`%SystemRoot%`, `%ProgramFiles%`, `%ProgramFiles(x86)%`, `%CommonProgramFiles%`, `%ProgramData%`}

// clusterProperties are the properties of MSCluster_Cluster that can be read: numbers
// and texts, no list and nothing of access rights. Source: the class definition of
// Windows Server 2019 (github.com/microsoft/wmi, server2019/root/mscluster).
var clusterProperties = []string{
	QuorumResourceType,
	"AddEvictDelay", "AutoAssignNodeSite", "AutoBalancerLevel", "AutoBalancerMode", "BlockCacheSize", "ClusSvcHangTimeout",
	"ClusSvcRegroupOpeningTimeout", "ClusSvcRegroupPruningTimeout", "ClusSvcRegroupStageTimeout", "ClusSvcRegroupTickInMilliseconds",
	"ClusterEnforcedAntiAffinity", "ClusterFunctionalLevel", "ClusterGroupWaitDelay", "ClusterLogLevel", "ClusterLogSize", "ClusterUpgradeVersion",
	"CrossSiteDelay", "CrossSiteThreshold", "CrossSubnetDelay", "CrossSubnetThreshold", "CsvBalancer", "DatabaseReadWriteMode", "DefaultNetworkRole",
	"DetectManagedEvents", "DetectManagedEventsThreshold", "DetectedCloudPlatform", "DisableGroupPreferredOwnerRandomization", "DrainOnShutdown",
	"DumpPolicy", "DynamicQuorumEnabled", "EnableSharedVolumes", "FixQuorum", "GracePeriodEnabled", "GracePeriodTimeout", "GroupDependencyTimeout",
	"HangRecoveryAction", "IgnorePersistentStateOnStartup", "LogResourceControls", "LowerQuorumPriorityNodeId", "MessageBufferLength",
	"MinimumNeverPreemptPriority", "MinimumPreemptorPriority", "Name", "NetftIPSecEnabled", "PlacementOptions", "PlumbAllCrossSubnetRoutes",
	"PreferredSite", "PreventQuorum", "QuarantineDuration", "QuarantineThreshold", "QuorumArbitrationTimeMax", "QuorumArbitrationTimeMin",
	"QuorumLogFileSize", "QuorumPath", "QuorumType", "QuorumTypeValue", "RequestReplyTimeout", "ResiliencyDefaultPeriod", "ResiliencyLevel",
	"ResourceDllDeadlockPeriod", "RootMemoryReserved", "RouteHistoryLength", "S2DBusTypes", "S2DCacheBehavior", "S2DCacheDesiredState",
	"S2DCacheFlashReservePercent", "S2DCacheMetadataReserveBytes", "S2DCachePageSizeKBytes", "S2DEnabled", "S2DIOLatencyThreshold",
	"S2DOptimizations", "SameSubnetDelay", "SameSubnetThreshold", "SecurityLevel", "SecurityLevelForStorage", "SharedVolumesRoot",
	"SharedVolumeVssWriterOperationTimeout", "ShutdownTimeoutInMinutes", "UseClientAccessNetworksForSharedVolumes", "UseRdmaForStorage",
	"WitnessDatabaseWriteTimeout", "WitnessDynamicWeight", "WitnessRestartInterval",
}

// How names are written that go into a query, a command line or a message. None of
// them has a quotation mark, a control character or a letter beyond ASCII.
const (
	servicePattern = `[A-Za-z0-9_.$-]{1,128}`
	wqlNamePattern = `[A-Za-z][A-Za-z0-9_]{0,127}`
	eventPattern   = `[A-Za-z0-9][A-Za-z0-9 ._/-]{0,126}[A-Za-z0-9]` // a channel or a provider
	folderPattern  = `[A-Za-z0-9_.(){} $~+-]{1,128}`                 // one name in the path of a file
)

// Bounds of one target.
const (
	mostKeyLength  = 400 // bytes
	mostPathLength = 200
	mostColumns    = 8
	mostConditions = 8
	mostTextLength = 256 // of a text that a column is compared with, in bytes
	mostEventIDs   = 16
	mostEvents     = 1000
	mostDays       = 90
)
