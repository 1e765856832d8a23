-- Fees, balances, and what is needed to find transfers without an index on them (docs/ledger.md).

-- The payment's fee as it was decided when it was reserved; 0 and no bearer for most.
ALTER TABLE payment ADD COLUMN IF NOT EXISTS fee BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE payment ADD COLUMN IF NOT EXISTS fee_bearer VARCHAR(5);

-- What a payee's payments cost, from when on. Rows are only ever inserted: a change is a new row.
${cached} fee_schedule (
  id BIGINT PRIMARY KEY,
  payee_id BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  bearer VARCHAR(5) NOT NULL,
  fixed BIGINT NOT NULL,
  basis_points INTEGER NOT NULL,
  least BIGINT NOT NULL,
  most BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  approval_id BIGINT NOT NULL,
  approved_by VARCHAR(100) NOT NULL,
  UNIQUE (approval_id)
);

-- Transfers that are not where their payment's id says: posted long after it, or of no payment at
-- all. One row a side. place is an id of the time of posting.
${cached} ledger_aside (
  account VARCHAR(60) NOT NULL,
  place BIGINT NOT NULL,
  payment_id BIGINT NOT NULL,
  kind INTEGER NOT NULL,
  PRIMARY KEY (account, place, payment_id, kind)
);

-- What stood on an account at a time: credits less debits of all that was posted before it.
-- Derived: may be deleted at any time, and is folded anew. Only accounts that moved get a row.
${cached} ledger_balance_mark (
  account VARCHAR(60) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  as_of BIGINT NOT NULL,
  balance BIGINT NOT NULL,
  PRIMARY KEY (account, currency, as_of)
);

-- Each fold that is whole.
${memory} ledger_fold (
  as_of BIGINT PRIMARY KEY
);
