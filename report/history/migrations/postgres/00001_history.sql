-- +goose Up
CREATE TABLE scope (
    id   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE cluster (
    id   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE node (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cluster_id BIGINT NOT NULL REFERENCES cluster (id),
    name       TEXT NOT NULL,
    UNIQUE (cluster_id, name)
);
CREATE TABLE run (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uid         TEXT NOT NULL UNIQUE, -- 12 hexadecimal digits, a digest of the report
    scope_id    BIGINT NOT NULL REFERENCES scope (id),
    started     BIGINT NOT NULL, -- seconds since 1970, as all times
    finished    BIGINT NOT NULL,
    recorded    BIGINT NOT NULL,
    tool        TEXT NOT NULL,
    host        TEXT NOT NULL,
    exit_code   INTEGER NOT NULL,
    exit_reason TEXT NOT NULL,
    nodes       INTEGER NOT NULL,
    dark        INTEGER NOT NULL, -- nodes that were not read
    drift       INTEGER NOT NULL,
    unknown     INTEGER NOT NULL,
    pass        INTEGER NOT NULL,
    waived      INTEGER NOT NULL,
    head        BYTEA -- what the report says as a whole, zstd; NULL: the reports were pruned
);
CREATE INDEX run_started ON run (started, id);
CREATE INDEX run_scope ON run (scope_id, started, id);
CREATE TABLE visit (
    cluster_id BIGINT NOT NULL REFERENCES cluster (id),
    seq        BIGINT NOT NULL, -- the start of the run in ms: visits of a cluster are in its order
    run_id     BIGINT NOT NULL REFERENCES run (id),
    nodes      INTEGER NOT NULL,
    dark       INTEGER NOT NULL,
    drift      INTEGER NOT NULL,
    critical   INTEGER NOT NULL, -- of the drift
    high       INTEGER NOT NULL,
    unknown    INTEGER NOT NULL,
    pass       INTEGER NOT NULL,
    waived     INTEGER NOT NULL,
    PRIMARY KEY (cluster_id, seq)
);
CREATE INDEX visit_run ON visit (run_id);
CREATE TABLE report (
    cluster_id BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    body       BYTEA NOT NULL, -- the report on this cluster alone, zstd
    PRIMARY KEY (cluster_id, seq),
    FOREIGN KEY (cluster_id, seq) REFERENCES visit (cluster_id, seq)
);
CREATE TABLE visit_node (
    cluster_id BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    node_id    BIGINT NOT NULL REFERENCES node (id),
    state      TEXT NOT NULL,
    drift      INTEGER NOT NULL,
    unknown    INTEGER NOT NULL,
    PRIMARY KEY (cluster_id, seq, node_id),
    FOREIGN KEY (cluster_id, seq) REFERENCES visit (cluster_id, seq)
);
CREATE INDEX visit_node_node ON visit_node (node_id, seq);
CREATE TABLE subject (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cluster_id BIGINT NOT NULL REFERENCES cluster (id),
    node_id    BIGINT REFERENCES node (id), -- NULL: the cluster as a whole
    finding    TEXT NOT NULL,
    nth        INTEGER NOT NULL -- 0, or the place among findings of one id on one node
);
CREATE UNIQUE INDEX subject_key ON subject (cluster_id, COALESCE(node_id, 0), finding, nth);
CREATE INDEX subject_node ON subject (node_id);
CREATE TABLE span (
    subject_id  BIGINT NOT NULL REFERENCES subject (id),
    cluster_id  BIGINT NOT NULL,
    first_seq   BIGINT NOT NULL,
    last_seq    BIGINT, -- NULL: it lasts
    status      TEXT NOT NULL,
    severity    TEXT NOT NULL,
    got         TEXT NOT NULL, -- shortened
    waiver      TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    ended       TEXT, -- changed, not-observed, requirement-gone, node-gone
    PRIMARY KEY (subject_id, first_seq)
);
CREATE INDEX span_first ON span (cluster_id, first_seq);
CREATE INDEX span_last ON span (cluster_id, last_seq);
