-- carriers

-- Parts of sent messages whose delivery report is still to come. Only messages whose channel asked
-- for reports have rows, and lose them when their fate is known or nobody waits any more.
${cached} outbox_part (
  outbox_id BIGINT NOT NULL,
  part INTEGER NOT NULL,
  channel VARCHAR(40) NOT NULL,
  report_key VARCHAR(100) NOT NULL,
  external_id VARCHAR(100) NOT NULL,
  delivered INTEGER NOT NULL,
  PRIMARY KEY (outbox_id, part)
);
CREATE INDEX IF NOT EXISTS outbox_part_report ON outbox_part (report_key, channel);

-- Reports that came before the answer to the message they are about, or are about none of ours.
${memory} report_early (
  id BIGINT PRIMARY KEY,
  channel VARCHAR(40) NOT NULL,
  report_key VARCHAR(100) NOT NULL,
  state INTEGER NOT NULL,
  code VARCHAR(100),
  reported BIGINT NOT NULL
);

-- ---- parts of long messages (channel.smpp.PartStore) ----

-- waiting: 1 until the part's message is joined; then the content is emptied, and joined_as is what
-- the message was called in the inbox. id tells when the part came last.
${cached} sms_part (
  set_key ${bytes} NOT NULL,
  part_no INTEGER NOT NULL,
  id BIGINT NOT NULL,
  parts INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  joined_as BIGINT NOT NULL,
  part_hash ${bytes} NOT NULL,
  content ${bytes_long} NOT NULL,
  PRIMARY KEY (set_key, part_no)
);

-- ---- end of parts of long messages ----
