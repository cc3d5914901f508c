package windows

func english() texts {
	return texts{
		lcid:           1033,
		clusterService: "Cluster Service",
		reg: regTexts{
			defaultValue: "(Default)",
			notFound:     "ERROR: The system was unable to find the specified registry key or value.",
			denied:       "ERROR: Access is denied.",
			syntax:       "ERROR: Invalid syntax." + crlf + `Type "REG QUERY /?" for usage.`,
			endOfSearch:  "End of search: %d match(es) found.",
		},
		tcp: tcpTexts{
			querying: "Querying active state...",
			title:    "TCP Global Parameters",
			width:    36,
			labels: map[string]string{
				"rss":                   "Receive-Side Scaling State",
				"chimney":               "Chimney Offload State",
				"netdma":                "NetDMA State",
				"dca":                   "Direct Cache Access (DCA)",
				"autotuninglevel":       "Receive Window Auto-Tuning Level",
				"congestionprovider":    "Add-On Congestion Control Provider",
				"ecncapability":         "ECN Capability",
				"timestamps":            "RFC 1323 Timestamps",
				"initialrto":            "Initial RTO",
				"rsc":                   "Receive Segment Coalescing State",
				"nonsackrttresiliency":  "Non Sack Rtt Resiliency",
				"maxsynretransmissions": "Max SYN Retransmissions",
				"fastopen":              "TCP Fast Open",
				"fastopenfallback":      "Fast Open Fallback",
				"hystart":               "HyStart",
				"prr":                   "Proportional Rate Reduction",
				"pacingprofile":         "Pacing Profile",
			},
			note: []string{
				"** The above autotuninglevel setting is the result of Windows Scaling heuristics",
				"overriding any local/policy configuration on at least one profile.",
			},
			dumpTitle: "TCP Configuration",
			notACmd:   "The following command was not found: %s.",
		},
		cmd: cmdTexts{
			unknown: "'%s' is not recognized as an internal or external command," + crlf + "operable program or batch file.",
			denied:  "Access is denied.",
			syntax:  "The syntax of the command is incorrect.",
		},
	}
}
