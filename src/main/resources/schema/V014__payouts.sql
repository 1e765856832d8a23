-- Payees that are paid by files, and what of those files is booked.

-- INSTANT: the payee's bank is asked at once. BATCH: a payout run pays what is owed.
ALTER TABLE party ADD COLUMN IF NOT EXISTS payout VARCHAR(10) DEFAULT 'INSTANT' NOT NULL;

-- Who took the file: another person has to say that the bank has carried it out.
ALTER TABLE payout ADD COLUMN IF NOT EXISTS taken_by VARCHAR(100);

-- When our ledger took a part as paid, and on which day's statement the bank has it (20261123).
ALTER TABLE payout_item ADD COLUMN IF NOT EXISTS booked BIGINT;
ALTER TABLE payout_item ADD COLUMN IF NOT EXISTS statement_day INTEGER;
