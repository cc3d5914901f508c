package windows

// clusterVolumes is MSCluster_ClusterSharedVolume.
func (n *Node) clusterVolumes() *wmiTable {
	t := &wmiTable{class: newWMIClass("MSCluster_ClusterSharedVolume", wmiColumns{
		wmiText:   "Caption Description Name Status VolumeName",
		wmiNumber: "BackupState Characteristics FaultState Flags VolumeOffset",
		wmiTime:   "InstallDate",
	})}
	for i, v := range n.Cluster.Volumes {
		t.rows = append(t.rows, wmiRow{
			"BackupState": 0, "FaultState": v.Fault, "Name": v.Name, "Status": "OK",
			"VolumeName": `\\?\Volume{` + syntheticGUID("volume", i) + `}\`, "VolumeOffset": 1 << 20,
		})
	}
	return t
}
