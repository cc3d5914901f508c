package windows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// addDescribedTables adds the free tables of the description. A class that the
// node has anyway keeps its properties and gets other rows.
func (n *Node) addDescribedTables(all map[string]namespace) error {
	for _, space := range slices.Sorted(maps.Keys(n.Tables)) {
		folded := strings.ToLower(strings.ReplaceAll(space, `\`, "/"))
		if all[folded] == nil {
			all[folded] = namespace{}
		}
		for _, class := range slices.Sorted(maps.Keys(n.Tables[space])) {
			described := n.Tables[space][class]
			table := all[folded][strings.ToLower(class)]
			if table == nil {
				table = &wmiTable{class: describedClass(class, described)}
				all[folded].add(table)
			}
			if err := table.replaceRows(described); err != nil {
				return fmt.Errorf("table %s of %s: %w", class, space, err)
			}
		}
	}
	return nil
}

// replaceRows takes the rows of a description.
func (t *wmiTable) replaceRows(described []map[string]any) error {
	t.rows, t.made = nil, nil
	for i, d := range described {
		row := wmiRow{}
		for name, value := range d {
			c, ok := t.class.column(name)
			if !ok {
				return fmt.Errorf("row %d: no property %q", i+1, name)
			}
			if row[c.name] = c.fromDescription(value); !c.accepts(row[c.name]) {
				return fmt.Errorf("row %d: property %q cannot be %v", i+1, name, value)
			}
		}
		t.rows = append(t.rows, row)
	}
	return nil
}

// describedClass makes a class of what its rows show. A property that is null
// in every row is a text.
func describedClass(name string, rows []map[string]any) *wmiClass {
	kinds := map[string]wmiKind{}
	for _, row := range rows {
		for property, value := range row {
			if _, known := kinds[property]; !known || value != nil {
				kinds[property] = describedKind(value)
			}
		}
	}
	columns := wmiColumns{}
	for property, kind := range kinds {
		columns[kind] += " " + property
	}
	return newWMIClass(name, columns)
}

func describedKind(value any) wmiKind {
	switch v := value.(type) {
	case bool:
		return wmiBool
	case int:
		return wmiNumber
	case uint64:
		return wmiBigNumber
	case time.Time:
		return wmiTime
	case []int:
		return wmiNumbers
	case []byte:
		return wmiBytes
	case []string:
		return wmiTexts
	case []any:
		if len(v) > 0 {
			if _, number := v[0].(int); number {
				return wmiNumbers
			}
		}
		return wmiTexts
	}
	return wmiText
}

// fromDescription turns a value as YAML gives it into the one that the column
// holds. What cannot be turned is given back as it is.
func (c wmiColumn) fromDescription(value any) any {
	if number, ok := value.(int); ok && c.kind == wmiBigNumber && number >= 0 {
		return uint64(number)
	}
	items, ok := value.([]any)
	if !ok {
		return value
	}
	if texts, ok := textList(items); ok && c.kind == wmiTexts {
		return texts
	}
	var numbers []int
	var bytes []byte
	for _, item := range items {
		number, ok := item.(int)
		if !ok {
			return value
		}
		numbers, bytes = append(numbers, number), append(bytes, byte(number))
	}
	if c.kind == wmiBytes {
		return bytes
	}
	return numbers
}
