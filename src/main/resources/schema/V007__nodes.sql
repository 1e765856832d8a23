-- Gateways that share one database (ADR 0007). The epoch goes up whenever a node's lease changes
-- hands; a batch that carries an older one is not committed.
ALTER TABLE journal_batch ADD COLUMN IF NOT EXISTS epoch BIGINT DEFAULT 0 NOT NULL;

-- One row a node that ever ran. Times are the database's own clock, milliseconds since 1970.
${memory} node_lease (
  node INTEGER PRIMARY KEY,
  holder VARCHAR(40) NOT NULL,
  epoch BIGINT NOT NULL,
  until BIGINT NOT NULL,
  wanted VARCHAR(40)
);

-- Sealed pictures, where no directory is shared (PostgreSQL only).
${cached} media (
  sha256 VARCHAR(64) PRIMARY KEY,
  content ${bytes_media} NOT NULL,
  written BIGINT NOT NULL
);
