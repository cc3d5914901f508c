-- +goose Up
ALTER TABLE run ADD COLUMN facts INTEGER NOT NULL DEFAULT 0; -- nodes of which the facts were kept
CREATE TABLE fact_section (
    id      INTEGER PRIMARY KEY,
    digest  BLOB NOT NULL UNIQUE, -- SHA-256 of the section and its JSON
    section TEXT NOT NULL, -- its key in a document of facts, "firewall"
    body    BLOB NOT NULL -- its JSON without the times of the reading, zstd
);
CREATE TABLE fact_set ( -- the sections that a node has together
    id     INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE -- SHA-256 of the digests of the sections
);
CREATE TABLE fact_set_section (
    set_id     BIGINT NOT NULL REFERENCES fact_set (id),
    section_id BIGINT NOT NULL REFERENCES fact_section (id),
    PRIMARY KEY (set_id, section_id)
) WITHOUT ROWID;
CREATE INDEX fact_set_section_section ON fact_set_section (section_id);
CREATE TABLE visit_facts (
    cluster_id BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    body       BLOB NOT NULL, -- what the documents of the nodes have besides those sections, zstd
    PRIMARY KEY (cluster_id, seq),
    FOREIGN KEY (cluster_id, seq) REFERENCES visit (cluster_id, seq)
);
CREATE TABLE visit_node_facts (
    cluster_id BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    node_id    BIGINT NOT NULL REFERENCES node (id),
    set_id     BIGINT NOT NULL REFERENCES fact_set (id),
    PRIMARY KEY (cluster_id, seq, node_id),
    FOREIGN KEY (cluster_id, seq) REFERENCES visit_facts (cluster_id, seq)
) WITHOUT ROWID;
CREATE INDEX visit_node_facts_set ON visit_node_facts (set_id);
CREATE INDEX visit_node_facts_node ON visit_node_facts (node_id);
