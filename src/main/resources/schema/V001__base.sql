-- Snaptill's tables. Times are milliseconds since 1970, amounts are minor units, enumerations are
-- short texts or numbers named in the *Store classes. Sealed columns hold AES-GCM (store.Vault),
-- *_key columns hold keyed hashes of what they look up. ${...} is filled in by store.Dialect:
-- cached/memory = CREATE CACHED TABLE / CREATE MEMORY TABLE on HSQLDB, CREATE TABLE elsewhere.
-- Few indexes on purpose: each costs 3 to 4 % of the journal's throughput (performance.md).

${memory} journal_batch (
  node INTEGER PRIMARY KEY,
  seq BIGINT NOT NULL
);

-- Everything with a smaller id than low has ended or is parked: a restart looks from here on.
${memory} sweep_mark (
  node INTEGER PRIMARY KEY,
  low BIGINT NOT NULL
);

-- What waits for a time: kind 1 payment, 2 outbound message.
${memory} parked (
  kind INTEGER NOT NULL,
  id BIGINT NOT NULL,
  due BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
);

${cached} api_key (
  key_hash ${bytes} PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  party_id BIGINT,
  role VARCHAR(20) NOT NULL,
  created BIGINT NOT NULL,
  revoked BIGINT
);

${cached} idempotency (
  owner BIGINT NOT NULL,
  request_key ${bytes} NOT NULL,
  body_hash ${bytes} NOT NULL,
  status INTEGER NOT NULL,
  response ${bytes_long} NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (owner, request_key)
);

${cached} party (
  id BIGINT PRIMARY KEY,
  kind VARCHAR(10) NOT NULL,
  name VARCHAR(100) NOT NULL,
  language VARCHAR(5) NOT NULL,
  state VARCHAR(10) NOT NULL,
  created BIGINT NOT NULL
);

${cached} party_address (
  address_key ${bytes} PRIMARY KEY,
  party_id BIGINT NOT NULL,
  address ${bytes} NOT NULL
);
CREATE INDEX IF NOT EXISTS party_address_party ON party_address (party_id);

${cached} account (
  id BIGINT PRIMARY KEY,
  party_id BIGINT NOT NULL,
  bank VARCHAR(40) NOT NULL,
  number_key ${bytes} NOT NULL,
  number ${bytes} NOT NULL,
  masked VARCHAR(40) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  state VARCHAR(10) NOT NULL,
  created BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS account_party ON account (party_id);

-- A payer's authorisation and, in the same row, what has been used of its limits, so that one
-- guarded update decides both.
${cached} mandate (
  party_id BIGINT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  state VARCHAR(10) NOT NULL,
  per_payment BIGINT NOT NULL,
  per_day BIGINT NOT NULL,
  per_day_count INTEGER NOT NULL,
  per_month BIGINT NOT NULL,
  used_day INTEGER NOT NULL,
  used_day_amount BIGINT NOT NULL,
  used_day_count INTEGER NOT NULL,
  used_month INTEGER NOT NULL,
  used_month_amount BIGINT NOT NULL,
  created BIGINT NOT NULL
);

${cached} voucher (
  id BIGINT PRIMARY KEY,
  payee_id BIGINT NOT NULL,
  payee_account BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  note VARCHAR(140) NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  code_key ${bytes} NOT NULL,
  code_attempt INTEGER NOT NULL,
  last4 VARCHAR(4) NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS voucher_code ON voucher (code_key);
CREATE INDEX IF NOT EXISTS voucher_payee ON voucher (payee_id, created);

-- What changes of a voucher, apart from what doesn't: HSQLDB takes an updated row out of every index
-- of its table and puts it in again, so what is updated in each payment stands in a table with one.
${cached} voucher_use (
  voucher_id BIGINT PRIMARY KEY,
  payee_id BIGINT NOT NULL,
  state VARCHAR(10) NOT NULL,
  max_uses INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  expires BIGINT NOT NULL
);

${cached} sender_block (
  sender_key ${bytes} PRIMARY KEY,
  wrong INTEGER NOT NULL,
  since BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL
);

-- nth is 0 for a hard key (unique for ever) and the row's id for a soft one.
${cached} inbox (
  id BIGINT PRIMARY KEY,
  dedupe_key ${bytes} NOT NULL,
  dedupe_nth BIGINT NOT NULL,
  channel VARCHAR(40) NOT NULL,
  trust VARCHAR(10) NOT NULL,
  content ${bytes_long} NOT NULL,
  received BIGINT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS inbox_dedupe ON inbox (dedupe_key, dedupe_nth);

-- Messages that have not ended. What is under way stands in small tables that HSQLDB holds in
-- memory (and in its log: they are as durable as the rest); rows of the large tables are written once.
${memory} inbox_open (
  id BIGINT PRIMARY KEY
);

-- How messages ended that did not become a payment; one that did has a payment under its id.
${cached} inbox_end (
  id BIGINT PRIMARY KEY,
  outcome VARCHAR(60) NOT NULL,
  repeat_of BIGINT,
  ended BIGINT NOT NULL
);

-- A payment has the id of the message that asked for it: one id throughout.
${cached} payment (
  id BIGINT PRIMARY KEY,
  voucher_id BIGINT NOT NULL,
  payer_id BIGINT NOT NULL,
  payer_account BIGINT NOT NULL,
  payee_id BIGINT NOT NULL,
  payee_account BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  day_used INTEGER NOT NULL,
  debit_op VARCHAR(80) NOT NULL,
  payer_route ${bytes} NOT NULL
);
CREATE INDEX IF NOT EXISTS payment_voucher ON payment (voucher_id, payer_id);
CREATE INDEX IF NOT EXISTS payment_payee ON payment (payee_id, id);

-- What changes of a payment: here while it is under way, in payment_end afterwards.
${memory} payment_live (
  payment_id BIGINT PRIMARY KEY,
  step INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL,
  reason VARCHAR(40),
  credit_op VARCHAR(80),
  reversal_op VARCHAR(80),
  parked INTEGER NOT NULL,
  changed BIGINT NOT NULL,
  history VARCHAR(4000) NOT NULL
);

${cached} payment_end (
  payment_id BIGINT PRIMARY KEY,
  step INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL,
  reason VARCHAR(40),
  credit_op VARCHAR(80),
  reversal_op VARCHAR(80),
  changed BIGINT NOT NULL,
  history VARCHAR(4000) NOT NULL
);

${cached} terminal (
  bank VARCHAR(40) NOT NULL,
  terminal VARCHAR(8) NOT NULL,
  business_day INTEGER NOT NULL,
  next_stan INTEGER NOT NULL,
  PRIMARY KEY (bank, terminal, business_day)
);

-- Written before the first byte leaves (bank.md, write-ahead). The key is business day, bank,
-- terminal and STAN in one text: 20261123/north/T0000001/000123.
${cached} bank_operation (
  op_key VARCHAR(80) PRIMARY KEY,
  payment_id BIGINT NOT NULL,
  type VARCHAR(10) NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  rrn VARCHAR(12) NOT NULL,
  transmitted BIGINT NOT NULL,
  original_op VARCHAR(80)
);

-- What came of an operation: a row for each answer and each loss, the last one counts. An operation
-- without one is on its way.
${cached} bank_answer (
  op_key VARCHAR(80) NOT NULL,
  id BIGINT NOT NULL,
  state VARCHAR(10) NOT NULL,
  code VARCHAR(2),
  PRIMARY KEY (op_key, id)
);

-- One row is both sides: debits equal credits by construction.
${cached} ledger_transfer (
  payment_id BIGINT NOT NULL,
  kind INTEGER NOT NULL,
  debit VARCHAR(60) NOT NULL,
  credit VARCHAR(60) NOT NULL,
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  posted BIGINT NOT NULL,
  PRIMARY KEY (payment_id, kind)
);

-- Messages to be sent; moved to outbox when they have been, or never will be.
${memory} outbox_open (
  id BIGINT PRIMARY KEY,
  cause BIGINT NOT NULL,
  purpose VARCHAR(20) NOT NULL,
  channel VARCHAR(40) NOT NULL,
  content ${bytes_long} NOT NULL,
  parked INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  not_after BIGINT NOT NULL,
  changed BIGINT NOT NULL
);

${cached} outbox (
  id BIGINT PRIMARY KEY,
  cause BIGINT NOT NULL,
  purpose VARCHAR(20) NOT NULL,
  channel VARCHAR(40) NOT NULL,
  content ${bytes_long} NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  not_after BIGINT NOT NULL,
  external_id VARCHAR(100),
  changed BIGINT NOT NULL
);
