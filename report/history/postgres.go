package history

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgres is a history on a PostgreSQL server.
type postgres struct{}

// connectSeconds is how long a server may take to answer, unless the URL says another time.
const connectSeconds = "10"

// openPostgres reads the URL; the connection follows with the first statement. What the
// URL does not say comes from the environment and the files that libpq reads, too:
// PGPASSWORD, PGPASSFILE, PGSSLROOTCERT.
func openPostgres(u *url.URL, m mode) (*sql.DB, error) {
	config, err := parsePostgres(u)
	if err != nil {
		return nil, err
	}
	config.RuntimeParams["application_name"] = "clusterdrift"
	if m.readOnly {
		config.RuntimeParams["default_transaction_read_only"] = "on"
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(m.connections)
	return db, nil
}

// parsePostgres has the library read the URL. Its error may repeat it, and is dropped.
func parsePostgres(u *url.URL) (config *pgx.ConnConfig, err error) {
	defer func() {
		if recover() != nil {
			config, err = nil, badURL()
		}
	}()
	if config, err = pgx.ParseConfig(withDefaults(u).String()); err != nil {
		return nil, badURL()
	}
	return config, nil
}

func badURL() *Error {
	return &Error{
		Message: "the URL, or a setting of PostgreSQL in the environment, is invalid",
		Hint:    "check the URL and the variables that begin with PG, the file of PGSSLROOTCERT among them", Err: fs.ErrInvalid,
	}
}

// withDefaults sets what a URL leaves open: a server on another machine has to prove who it
// is, and must answer in time.
func withDefaults(u *url.URL) *url.URL {
	out := *u
	q := out.Query()
	if !q.Has("sslmode") && os.Getenv("PGSSLMODE") == "" && !local(u, q) {
		q.Set("sslmode", "verify-full")
	}
	if !q.Has("connect_timeout") && os.Getenv("PGCONNECT_TIMEOUT") == "" {
		q.Set("connect_timeout", connectSeconds)
	}
	out.RawQuery = q.Encode()
	return &out
}

// local reports whether the server is on this machine: a socket of Unix, or loopback.
func local(u *url.URL, q url.Values) bool {
	host := u.Hostname()
	if strings.Contains(u.Host, ",") {
		host = u.Host
	}
	if h := q.Get("host"); h != "" {
		host = h
	}
	if host == "" {
		host = os.Getenv("PGHOST")
	}
	for one := range strings.SplitSeq(host, ",") { // they are tried one after the other
		ip := net.ParseIP(one)
		if one != "" && one[0] != '/' && one != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return false
		}
	}
	return true
}

func (postgres) prepare(context.Context, *sql.DB) error { return nil }

func (postgres) explain(err error) *Error {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return explainState(e.Code)
	}
	var network net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return &Error{Message: "the database server did not answer in time", Hint: "check the host and port of the URL, and the firewall in between"}
	case isConnectError(err):
		return &Error{Message: "the database server cannot be reached", Hint: "check the host and port of the URL; a server on another machine must present a certificate for its name (sslmode=verify-full) unless the URL says otherwise"}
	case pgconn.SafeToRetry(err), errors.As(err, &network):
		return &Error{Message: "the connection to the database server was lost", Hint: "try again", lost: true}
	}
	return nil
}

func isConnectError(err error) bool {
	_, ok := errors.AsType[*pgconn.ConnectError](err)
	return ok
}

// explainState is what a state of PostgreSQL means,
// https://www.postgresql.org/docs/current/errcodes-appendix.html.
func explainState(code string) *Error {
	switch code {
	case "28P01", "28000":
		return &Error{Message: "the database server refused the user", Hint: "check the user of the URL, and the password: in the file that PGPASSFILE names, or in PGPASSWORD"}
	case "3D000":
		return &Error{Message: "the server has no database of that name", Hint: "create it: createdb NAME"}
	case "42501":
		return &Error{Message: "the database user may not do that", Hint: "let the user create and write tables in the database"}
	case "53100":
		return &Error{Message: "no space left on the database server", Hint: "make space, or remove old runs with clusterdrift history prune"}
	case "53300":
		return &Error{Message: "the database server has no connection left", Hint: "try again, or allow it more connections"}
	case "57P01", "57P02", "57P03":
		return &Error{Message: "the database server is starting or shutting down", Hint: "try again", lost: code != "57P03"}
	case "25006":
		return &Error{Message: "the database takes no changes", Hint: "name the primary server, and not a standby"}
	case "40001", "40P01", "55P03":
		return &Error{Message: "another process wrote to it at the same time", Hint: "try again", passing: true}
	}
	return &Error{Message: "the database server refused a statement (SQLSTATE " + code + ")", passing: true}
}

func (postgres) size(ctx context.Context, db *sql.DB) (n int64, err error) {
	err = db.QueryRowContext(ctx, `SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c
		JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = current_schema()
		AND c.relname IN ('scope', 'cluster', 'node', 'run', 'visit', 'report', 'visit_node', 'subject', 'span',
		'fact_section', 'fact_set', 'fact_set_section', 'visit_facts', 'visit_node_facts', 'notice', 'notice_known')`).Scan(&n)
	return n, err
}

// shrink leaves that to the server, which does it by itself.
func (postgres) shrink(context.Context, *sql.DB) error { return nil }
