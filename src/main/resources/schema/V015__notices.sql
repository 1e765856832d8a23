-- Of which occurrence a subscription's payer has been told last; -1 if of none.
ALTER TABLE subscription ADD COLUMN IF NOT EXISTS noticed INTEGER DEFAULT -1 NOT NULL;
