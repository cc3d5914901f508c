package windows

func japanese() texts {
	return texts{
		lcid:           1041,
		clusterService: "クラスター サービス",
		reg: regTexts{
			defaultValue: "(既定)",
			notFound:     "エラー: 指定されたレジストリ キーまたは値が見つかりませんでした",
			denied:       "エラー: アクセスが拒否されました。",
			syntax:       "エラー: 無効な構文です。" + crlf + `"REG QUERY /?" と入力すると使用法が表示されます。`,
			endOfSearch:  "検索の完了: 該当 %d 件",
		},
		tcp: tcpTexts{
			querying: "アクティブ状態を照会しています...",
			title:    "TCP グローバル パラメーター",
			width:    39,
			labels: map[string]string{
				"rss":                   "Receive-Side Scaling 状態",
				"chimney":               "Chimney オフロード状態",
				"netdma":                "NetDMA 状態",
				"dca":                   "Direct Cache Access (DCA)",
				"autotuninglevel":       "受信ウィンドウ自動チューニング レベル",
				"congestionprovider":    "アドオン輻輳制御プロバイダー",
				"ecncapability":         "ECN 機能",
				"timestamps":            "RFC 1323 タイムスタンプ",
				"initialrto":            "初期 RTO",
				"rsc":                   "Receive Segment Coalescing 状態",
				"nonsackrttresiliency":  "非 Sack Rtt 回復性",
				"maxsynretransmissions": "SYN の最大再送信回数",
				"fastopen":              "TCP Fast Open",
				"fastopenfallback":      "Fast Open Fallback",
				"hystart":               "HyStart",
				"prr":                   "Proportional Rate Reduction",
				"pacingprofile":         "Pacing Profile",
			},
			note: []string{
				"** 上記の autotuninglevel 設定は Windows スケーリング ヒューリスティックの結果であり、",
				"少なくとも 1 つのプロファイルでローカル/ポリシー構成を上書きしています。",
			},
			dumpTitle: "TCP 構成",
			notACmd:   "次のコマンドは見つかりませんでした: %s",
		},
		cmd: cmdTexts{
			unknown: "'%s' は、内部コマンドまたは外部コマンド、" + crlf + "操作可能なプログラムまたはバッチ ファイルとして認識されていません。",
			denied:  "アクセスが拒否されました。",
			syntax:  "コマンドの構文が誤っています。",
		},
	}
}
