-- carriers

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
