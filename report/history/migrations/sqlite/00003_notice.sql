-- +goose Up
CREATE TABLE notice (
    id       INTEGER PRIMARY KEY,
    key      TEXT NOT NULL UNIQUE, -- the same whenever the notice is sent
    scope    TEXT NOT NULL,
    run      TEXT NOT NULL, -- the uid of the run that wrote it, which may be pruned since
    sink     TEXT NOT NULL,
    cluster  TEXT NOT NULL,
    created  BIGINT NOT NULL, -- seconds since 1970, as all times
    attempts INTEGER NOT NULL,
    next_try BIGINT NOT NULL,
    sent     BIGINT NOT NULL, -- 0: it is not delivered
    problem  TEXT NOT NULL, -- of the last attempt
    body     BLOB NOT NULL -- without secrets, and whatever the sink makes of it
);
CREATE INDEX notice_pending ON notice (scope, sent, id);
CREATE TABLE notice_known (
    scope   TEXT NOT NULL,
    sink    TEXT NOT NULL,
    cluster TEXT NOT NULL,
    body    BLOB NOT NULL, -- what was reported to the sink of the cluster
    PRIMARY KEY (scope, sink, cluster)
);
CREATE TABLE audit_lock (
    scope  TEXT PRIMARY KEY,
    holder TEXT NOT NULL, -- who holds the lock, or held it last
    since  BIGINT NOT NULL
);
