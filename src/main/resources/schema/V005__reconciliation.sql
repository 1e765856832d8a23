-- Day files of the banks and what differs from ours.

-- Every file that was taken, so that the same one again changes nothing.
${cached} recon_file (
  bank VARCHAR(40) NOT NULL,
  business_day INTEGER NOT NULL,
  currency VARCHAR(3) NOT NULL,
  file_hash VARCHAR(64) NOT NULL,
  actor VARCHAR(100) NOT NULL,
  taken BIGINT NOT NULL,
  PRIMARY KEY (bank, business_day, currency, file_hash)
);

-- The outcome of a bank's day by its newest file. Sums are minor units; ledger, transit and
-- items are as of cut_over. base is what was on the account before the first reconciled day.
${cached} recon_day (
  bank VARCHAR(40) NOT NULL,
  business_day INTEGER NOT NULL,
  currency VARCHAR(3) NOT NULL,
  file_hash VARCHAR(64) NOT NULL,
  file_lines BIGINT NOT NULL,
  matched BIGINT NOT NULL,
  opening BIGINT NOT NULL,
  closing BIGINT NOT NULL,
  base BIGINT NOT NULL,
  ledger BIGINT NOT NULL,
  transit BIGINT NOT NULL,
  items BIGINT NOT NULL,
  cut_over BIGINT NOT NULL,
  actor VARCHAR(100) NOT NULL,
  taken BIGINT NOT NULL,
  PRIMARY KEY (bank, business_day, currency)
);

-- One difference each. place is the operation's key, or the bank's own reference where it names
-- none of ours. effect is by how much the bank's account is above ours for it, minor units.
${cached} recon_item (
  id BIGINT PRIMARY KEY,
  bank VARCHAR(40) NOT NULL,
  business_day INTEGER NOT NULL,
  currency VARCHAR(3) NOT NULL,
  place VARCHAR(120) NOT NULL,
  kind VARCHAR(30) NOT NULL,
  payment_id BIGINT,
  ours BIGINT,
  banks BIGINT,
  effect BIGINT NOT NULL,
  first_seen BIGINT NOT NULL,
  state VARCHAR(12) NOT NULL,
  resolution VARCHAR(12),
  note VARCHAR(400),
  approval_id BIGINT,
  healed BIGINT
);
CREATE UNIQUE INDEX IF NOT EXISTS recon_item_place ON recon_item (bank, business_day, place, kind);
CREATE INDEX IF NOT EXISTS recon_item_state ON recon_item (state, id);

-- Payout files: PROPOSED, APPROVED, TAKEN (downloaded), EXECUTED or WITHDRAWN.
${cached} payout (
  id BIGINT PRIMARY KEY,
  bank VARCHAR(40) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  amount BIGINT NOT NULL,
  items INTEGER NOT NULL,
  approval_id BIGINT NOT NULL,
  state VARCHAR(12) NOT NULL,
  proposed_by VARCHAR(100) NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS payout_state ON payout (state, id);

${cached} payout_item (
  id BIGINT PRIMARY KEY,
  payout_id BIGINT NOT NULL,
  party_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  amount BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS payout_item_payout ON payout_item (payout_id);
