package baselines

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// sample is a synthetic record with one field for each way of reading.
type sample struct {
	sampleHead `baseline:",without=gone,default=level:low"`
	Name       string        `baseline:",subject,sorted"`
	Text       string        `baseline:"text,required"`
	Trimmed    string        `baseline:"trimmed,trim"`
	Article    string        `baseline:"article,kb"`
	Articles   []string      `baseline:"articles,kb"`
	Word       int           `baseline:"word,values=one:1 two:2"`
	Number     *int          `baseline:"number,required=number|word"`
	There      bool          `baseline:"there,present"`
	Flag       bool          `baseline:"flag"`
	Below      *sampleBuilds `baseline:"below,required,only=special"`
	Derived    string
}

type sampleHead struct {
	Level string `baseline:"level,required"`
	Gone  string `baseline:"gone,required"`
}

type sampleBuilds struct {
	Builds []Build `baseline:"builds"`
}

func TestRecord(t *testing.T) {
	full := `{level: high, gone: x, text: " a ", trimmed: " a ", article: 2552040, articles: [1, 0x10], word: two, number: 7,
  there: [], flag: true, below: {builds: ['1.2', '3.4']}, Derived: x}`
	tests := map[string]struct {
		text string
		want sample
	}{
		"full": {full, sample{
			sampleHead: sampleHead{Level: "high"}, Text: " a ", Trimmed: "a", Article: "KB2552040", Articles: []string{"KB1", "KB16"},
			Word: 2, Number: new(7), There: true, Flag: true, Below: &sampleBuilds{Builds: []Build{{1, 2}, {3, 4}}},
		}},
		"empty":       {"{}", sample{sampleHead: sampleHead{Level: "low"}}},
		"empty lists": {"{articles: [], below: {builds: []}}", sample{sampleHead: sampleHead{Level: "low"}, Below: &sampleBuilds{}}},
	}
	record := recordOf(reflect.TypeFor[sample]())
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got sample
			record.set(reflect.ValueOf(&got).Elem(), strict.Parse("f", []byte(tt.text)).Root)
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(sample{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	record := recordOf(reflect.TypeFor[sample]())
	tests := []struct {
		name, subject, text string
		want                []string
	}{
		{"nothing", "a", "{}", []string{"text", "number or word"}},
		{"of one subject", "special", "{}", []string{"text", "number or word", "below"}},
		{"empty values", "special", "{text: '', word: one, below: {}}", []string{"text", "below"}},
		{"complete", "special", "{text: a, number: 0, below: {builds: ['1.2']}}", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, record.missing(tt.subject, strict.Parse("f", []byte(tt.text)).Root)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestWrongTags: a slip in a tag is found by the first test that loads anything.
func TestWrongTags(t *testing.T) {
	for name, typ := range map[string]reflect.Type{
		"unknown option": reflect.TypeFor[struct {
			A string `baseline:"a,requierd"`
		}](),
		"option twice": reflect.TypeFor[struct {
			A string `baseline:"a,item,item"`
		}](),
		"no number": reflect.TypeFor[struct {
			A int `baseline:"a,values=one"`
		}](),
		"unknown type": reflect.TypeFor[struct {
			A map[string]string `baseline:"a"`
		}](),
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("the tag is accepted")
				}
			}()
			recordOf(typ)
		})
	}
}
