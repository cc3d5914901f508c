// Package serving runs the web view of a history until it is interrupted. In go flags and a
// configuration of access; out come a listening server and the line that says where it is. It
// makes no page, and decides on no request: packages web and access do.
package serving

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/net/netutil"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flags"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
	"github.com/clusterdrift/clusterdrift/report/web"
	"github.com/clusterdrift/clusterdrift/report/web/access"
	"github.com/clusterdrift/clusterdrift/report/web/access/openid"
)

// defaultListen is where the pages are unless the user says otherwise: this machine, and a
// port that IANA has assigned to no service.
const defaultListen = "127.0.0.1:7343"

// Server holds the flags.
type Server struct {
	history        flags.History
	listen, access string
}

// Register registers the flags.
func (s *Server) Register(f *pflag.FlagSet) {
	s.history.Register(f)
	f.StringVar(&s.listen, "listen", "", "listen on `HOST:PORT`; any address but one of this machine needs tls and authentication in the file of --access (default "+defaultListen+")")
	f.StringVar(&s.access, "access", "", "who may read, and from where: the configuration `FILE`, see clusterdrift serve --help")
}

// Run serves until the context of c ends.
func (s *Server) Run(c *cobra.Command, t term.Terminal, version string) error {
	ctx := c.Context()
	say := complainer(t.Err)
	d, err := s.door(ctx, t, say)
	if err != nil {
		return err
	}
	place, err := s.history.Place(c, t)
	if err != nil {
		return err
	}
	store, err := history.OpenForReading(ctx, place, web.Readers)
	if err != nil {
		return flags.HistoryError(err)
	}
	defer store.Close()
	pages, err := web.New(store, web.Options{Version: version, Now: t.Now, Complain: say, SignOut: d.signOut()})
	if err != nil {
		return err
	}
	if err := pages.Warm(ctx); err != nil {
		return flags.HistoryError(err)
	}
	// It runs for months, mostly idle: memory counts for more than the time to collect it.
	debug.SetGCPercent(collectAt)
	debug.FreeOSMemory()
	ctx, cancel := context.WithCancel(ctx)
	handler, stopped := whenIdle(ctx, pages.Handler(d.guard.Wrap), idleAfter, debug.FreeOSMemory)
	defer stopped()
	checked := d.check(ctx)
	defer checked()
	defer cancel()
	return d.serve(ctx, t, handler)
}

// collectAt is by how many percent memory may grow between two collections.
const collectAt = 50

// complainer writes lines to standard error, one at a time.
func complainer(w io.Writer) func(string) {
	var mu sync.Mutex
	return func(line string) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(w, report.Clean(line))
	}
}

// door is where to listen, and who comes in.
type door struct {
	address access.Address
	tls     *tls.Config // nil: without
	guard   *access.Guard
	signOn  *openid.SignOn // nil: another authentication
}

// signOut is where a session ends, below the pages.
func (d *door) signOut() string {
	if d.signOn == nil {
		return ""
	}
	return strings.TrimPrefix(openid.LogoutPath, "/")
}

// check tells the operator about an issuer that cannot be used, while pages are served already.
// The goroutine ends with ctx, for which ended waits.
func (d *door) check(ctx context.Context) (ended func()) {
	var group sync.WaitGroup
	if d.signOn != nil {
		group.Go(func() { d.signOn.Check(ctx) })
	}
	return group.Wait
}

// mostConnections are open at a time; others wait to be taken.
const mostConnections = 512

// endTime is how long pages that are being sent may take when the server ends.
const endTime = 8 * time.Second

// serve listens until ctx ends, and then lets the pages that are being sent come to their end.
func (d *door) serve(ctx context.Context, t term.Terminal, handler http.Handler) error {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", d.address.String())
	if err != nil {
		return &cli.ExitError{Code: report.ExitLocal, Reason: report.LocalFailure + fmt.Sprintf("cannot listen on %s: %s; name another port with --listen", d.address.AddrPort, listenCause(err))}
	}
	defer l.Close()
	at, scheme := l.Addr().(*net.TCPAddr).AddrPort(), "http"
	if d.address.Local && !at.Addr().Unmap().IsLoopback() {
		return errors.New("the system opened another address than " + d.address.String())
	}
	l = netutil.LimitListener(l, mostConnections)
	if d.tls != nil {
		l, scheme = tls.NewListener(l, d.tls), "https"
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 90 * time.Second, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: log.New(io.Discard, "", 0), // what others send wrongly is theirs
	}
	fmt.Fprintf(t.Out, "%s://%s/\n", scheme, at)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(l) // it ends with an error in any case
	}()
	select {
	case <-ended:
		return &cli.ExitError{Code: report.ExitLocal, Reason: report.LocalFailure + "the listener failed"}
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	if server.Shutdown(last) != nil {
		_ = server.Close() // what is still open has had its time
	}
	<-ended
	return nil
}

func listenCause(err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err.Error()
	}
	return "the system refused it"
}

// resolve finds the addresses of a name.
func resolve(ctx context.Context, name string) ([]netip.Addr, error) {
	return net.DefaultResolver.LookupNetIP(ctx, "ip", name)
}
