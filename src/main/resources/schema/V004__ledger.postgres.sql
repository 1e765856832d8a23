-- What may not be committed, whoever asks. TRUNCATE and DROP are refused too but to the owner.
ALTER TABLE ledger_transfer DROP CONSTRAINT IF EXISTS ledger_transfer_amount;
ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_amount CHECK (amount > 0);
ALTER TABLE ledger_transfer DROP CONSTRAINT IF EXISTS ledger_transfer_sides;
ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_sides CHECK (debit <> credit);
CREATE OR REPLACE FUNCTION snaptill_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never altered or deleted', TG_TABLE_NAME USING ERRCODE = '45000';
END
$$;
DROP TRIGGER IF EXISTS ledger_transfer_unaltered ON ledger_transfer;
CREATE TRIGGER ledger_transfer_unaltered BEFORE UPDATE OR DELETE ON ledger_transfer
  FOR EACH ROW EXECUTE FUNCTION snaptill_never();
DROP TRIGGER IF EXISTS ledger_transfer_kept ON ledger_transfer;
CREATE TRIGGER ledger_transfer_kept BEFORE TRUNCATE ON ledger_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION snaptill_never();
DROP TRIGGER IF EXISTS fee_schedule_unaltered ON fee_schedule;
CREATE TRIGGER fee_schedule_unaltered BEFORE UPDATE OR DELETE ON fee_schedule
  FOR EACH ROW EXECUTE FUNCTION snaptill_never();
