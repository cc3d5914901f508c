package windows

// russian has the rows of netsh as Windows 10 and 11 print them. Those that
// current Windows does not have, Chimney, NetDMA and DCA, are synthetic, made so
// that no English word survives in them, and so are all other texts but the one
// of reg.exe about a key that is not there.
func russian() texts {
	return texts{
		lcid:           1049,
		clusterService: "Служба кластеров",
		reg: regTexts{
			defaultValue: "(по умолчанию)",
			notFound:     "ОШИБКА: Не удается найти указанный раздел или параметр в реестре.",
			denied:       "ОШИБКА: Отказано в доступе.",
			syntax:       "ОШИБКА: Неверный синтаксис." + crlf + `Введите "REG QUERY /?" для получения справки.`,
			endOfSearch:  "Поиск завершен: найдено совпадений: %d",
		},
		tcp: tcpTexts{
			querying: "Запрос активного состояния...",
			title:    "Глобальные параметры TCP",
			width:    54,
			labels: map[string]string{
				"rss":                   "Состояние масштабирования на стороне приема",
				"chimney":               "Состояние разгрузки подключений",
				"netdma":                "Состояние прямого доступа к памяти",
				"dca":                   "Прямой доступ к кэшу",
				"autotuninglevel":       "Уровень автонастройки окна получения",
				"congestionprovider":    "Поставщик дополнительного компонента контроля перегрузки",
				"ecncapability":         "Мощность ECN",
				"timestamps":            "Метки времени RFC 1323",
				"initialrto":            "Начальное RTO",
				"rsc":                   "Состояние объединения сегментов приема",
				"nonsackrttresiliency":  "Устойчивость RTT без SACK",
				"maxsynretransmissions": "Максимум повторных передач SYN",
				"fastopen":              "Fast Open",
				"fastopenfallback":      "Откат для Fast Open",
				"hystart":               "HyStart",
				"prr":                   "Уменьшение коэффициента пропорции",
				"pacingprofile":         "Профиль шагов",
			},
			note: []string{
				"** Указанное выше значение autotuninglevel задано эвристикой масштабирования Windows,",
				"которая заменяет локальную или заданную политикой настройку по крайней мере в одном профиле.",
			},
			dumpTitle: "Настройка TCP",
			notACmd:   "Не найдена следующая команда: %s.",
		},
		cmd: cmdTexts{
			unknown: `"%s" не является внутренней или внешней` + crlf + "командой, исполняемой программой или пакетным файлом.",
			denied:  "Отказано в доступе.",
			syntax:  "Ошибка в синтаксисе команды.",
		},
	}
}
