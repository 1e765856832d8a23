-- Who did what. Rows are only ever inserted.
${cached} audit_entry (
  id BIGINT PRIMARY KEY,
  actor VARCHAR(100) NOT NULL,
  act VARCHAR(60) NOT NULL,
  subject VARCHAR(100) NOT NULL,
  note VARCHAR(400) NOT NULL,
  entered BIGINT NOT NULL
);

-- Acts that need two people: OPEN, APPROVED or WITHDRAWN.
${cached} approval (
  id BIGINT PRIMARY KEY,
  act VARCHAR(60) NOT NULL,
  subject VARCHAR(100) NOT NULL,
  content ${bytes_long} NOT NULL,
  proposed_by VARCHAR(100) NOT NULL,
  proposed_at BIGINT NOT NULL,
  decided_by VARCHAR(100),
  decided_at BIGINT,
  state VARCHAR(10) NOT NULL
);

-- People who run the gateway. The bootstrap key's person has no row.
${cached} operator_user (
  person VARCHAR(60) PRIMARY KEY,
  roles VARCHAR(40) NOT NULL,
  state VARCHAR(10) NOT NULL,
  created BIGINT NOT NULL
);

-- Their keys, known by keyed hashes; each may do a part of what its person may.
${cached} operator_key (
  key_hash ${bytes} PRIMARY KEY,
  person VARCHAR(60) NOT NULL,
  name VARCHAR(100) NOT NULL,
  roles VARCHAR(40) NOT NULL,
  created BIGINT NOT NULL,
  revoked BIGINT
);
CREATE INDEX IF NOT EXISTS operator_key_person ON operator_key (person);

-- Which batch of the chain an entry of the trail is in, and its own keyed hash.
${cached} audit_link (
  entry_id BIGINT PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash ${bytes} NOT NULL
);
CREATE INDEX IF NOT EXISTS audit_link_seq ON audit_link (seq);

-- The chain: each batch's hash is over the one before and the hashes of its entries.
${cached} audit_chain (
  seq BIGINT PRIMARY KEY,
  first_id BIGINT NOT NULL,
  last_id BIGINT NOT NULL,
  entries INTEGER NOT NULL,
  hash ${bytes} NOT NULL,
  prev_hash ${bytes} NOT NULL,
  chained_at BIGINT NOT NULL
);

-- Which master keys have sealed something here: a wrong key file is found at start.
${cached} vault_key (
  key_id INTEGER PRIMARY KEY,
  check_value ${bytes} NOT NULL
);

-- Everything with an id up to low has had its texts taken out: kind 1 inbox, 2 outbox.
${memory} retention_mark (
  kind INTEGER PRIMARY KEY,
  low BIGINT NOT NULL
);
INSERT INTO retention_mark (kind, low) SELECT n, 0 FROM (VALUES (1), (2)) AS kinds (n)
  WHERE NOT EXISTS (SELECT 1 FROM retention_mark);
