-- Receipts that their payee has submitted: each is confirmed once, and told when from then on.
${cached} receipt_check (
  payment_id BIGINT PRIMARY KEY,
  confirmed BIGINT NOT NULL,
  via VARCHAR(10) NOT NULL
);

-- Keys that sign receipts, by number; key 1 needs no row. They are derived from the master key.
-- Those below the newest row's oldest are retired.
${memory} receipt_key (
  number INTEGER PRIMARY KEY,
  oldest INTEGER NOT NULL,
  created BIGINT NOT NULL
);

-- Texts of payees to payers of theirs, counted.
${cached} payment_note (
  payment_id BIGINT NOT NULL,
  nth INTEGER NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (payment_id, nth)
);
