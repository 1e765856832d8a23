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
