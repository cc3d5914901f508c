package windows

func german() texts {
	return texts{
		lcid:           1031,
		clusterService: "Clusterdienst",
		reg: regTexts{
			defaultValue: "(Standard)",
			notFound:     "FEHLER: Der angegebene Registrierungsschlüssel bzw. Wert wurde nicht gefunden.",
			denied:       "FEHLER: Zugriff verweigert",
			syntax:       "FEHLER: Ungültige Syntax." + crlf + `Geben Sie "REG QUERY /?" ein, um die Syntax anzuzeigen.`,
			endOfSearch:  "Suche beendet: %d Übereinstimmung(en) gefunden.",
		},
		tcp: tcpTexts{
			querying: "Der aktive Status wird abgefragt...",
			title:    "Globale TCP-Parameter",
			width:    46,
			labels: map[string]string{
				"rss":                   "Zustand der empfangsseitigen Skalierung",
				"chimney":               "Zustand der Chimney-Abladung",
				"netdma":                "NetDMA-Zustand",
				"dca":                   "Direkter Cachezugriff (DCA)",
				"autotuninglevel":       "Autom. Abstimmungsgrad Empfangsfenster",
				"congestionprovider":    "Add-On-Überlastungssteuerungsanbieter",
				"ecncapability":         "ECN-Funktion",
				"timestamps":            "RFC 1323-Zeitstempel",
				"initialrto":            "Anfängliches RTO",
				"rsc":                   "Zustand der Zusammenfügung empf. Segmente",
				"nonsackrttresiliency":  "Nicht-SACK-RTT-Widerstandsfähigkeit",
				"maxsynretransmissions": "Maximale SYN-Neuübertragungen",
				"fastopen":              "TCP Fast Open",
				"fastopenfallback":      "Fast Open Fallback",
				"hystart":               "HyStart",
				"prr":                   "Proportional Rate Reduction",
				"pacingprofile":         "Pacing Profile",
			},
			note: []string{
				"** Die obige Einstellung für autotuninglevel ist das Ergebnis der Windows-Skalierungsheuristik,",
				"die eine lokale oder Richtlinieneinstellung auf mindestens einem Profil überschreibt.",
			},
			dumpTitle: "TCP-Konfiguration",
			notACmd:   "Der folgende Befehl wurde nicht gefunden: %s.",
		},
		cmd: cmdTexts{
			unknown: `Der Befehl "%s" ist entweder falsch geschrieben oder` + crlf + "konnte nicht gefunden werden.",
			denied:  "Zugriff verweigert",
			syntax:  "Syntaxfehler.",
		},
	}
}
