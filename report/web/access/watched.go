package access

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
)

// lookEvery is how often files are looked at for a change.
const lookEvery = 2 * time.Second

// watched is what files say. It is read again when one of them changes; when that fails, it
// stays as it was.
type watched[T any] struct {
	files    []string
	most     int64 // bytes of each
	now      func() time.Time
	complain func(string)
	read     func(data [][]byte) (T, error)

	mu     sync.Mutex
	value  T
	states []fileState
	looked time.Time
}

// fileState tells one content of a file from the next.
type fileState struct {
	size     int64
	modified time.Time
}

func watch[T any](files []string, most int64, now func() time.Time, complain func(string), read func([][]byte) (T, error)) (*watched[T], error) {
	w := &watched[T]{files: files, most: most, now: now, complain: complain, read: read, looked: now()}
	w.states = w.look()
	var err error
	w.value, err = w.load()
	return w, err
}

// get is what the files say, as far as it could be read.
func (w *watched[T]) get() T {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	if now.Sub(w.looked) < lookEvery {
		return w.value
	}
	w.looked = now
	states := w.look()
	if slices.Equal(states, w.states) {
		return w.value
	}
	w.states = states // what is wrong is said once
	value, err := w.load()
	if err != nil {
		w.complain(err.Error() + "; what was read before still holds")
		return w.value
	}
	w.value = value
	return value
}

func (w *watched[T]) look() []fileState {
	var all []fileState
	for _, path := range w.files {
		var s fileState
		if info, err := os.Stat(path); err == nil {
			s = fileState{info.Size(), info.ModTime()}
		}
		all = append(all, s)
	}
	return all
}

func (w *watched[T]) load() (T, error) {
	var nothing T
	var all [][]byte
	for _, path := range w.files {
		data, err := input.ReadFile(path, w.most)
		if err != nil {
			return nothing, &Error{"cannot read " + path + ": " + cause(err), "check the path, and who may read the file"}
		}
		all = append(all, data)
	}
	return w.read(all)
}

// cause is what is wrong with a file, without its path.
func cause(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err.Error()
	}
	return err.Error()
}
