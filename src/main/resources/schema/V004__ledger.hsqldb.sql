-- What may not be committed, whoever asks. TRUNCATE and DROP are left to whoever owns the files.
ALTER TABLE ledger_transfer ADD CONSTRAINT IF NOT EXISTS ledger_transfer_amount CHECK (amount > 0);
ALTER TABLE ledger_transfer ADD CONSTRAINT IF NOT EXISTS ledger_transfer_sides CHECK (debit <> credit);
DROP TRIGGER IF EXISTS ledger_transfer_unaltered;
CREATE TRIGGER ledger_transfer_unaltered BEFORE UPDATE ON ledger_transfer FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'ledger transfers are never altered';
DROP TRIGGER IF EXISTS ledger_transfer_kept;
CREATE TRIGGER ledger_transfer_kept BEFORE DELETE ON ledger_transfer FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'ledger transfers are never deleted';
DROP TRIGGER IF EXISTS fee_schedule_unaltered;
CREATE TRIGGER fee_schedule_unaltered BEFORE UPDATE ON fee_schedule FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fee schedules are never altered';
DROP TRIGGER IF EXISTS fee_schedule_kept;
CREATE TRIGGER fee_schedule_kept BEFORE DELETE ON fee_schedule FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fee schedules are never deleted';
