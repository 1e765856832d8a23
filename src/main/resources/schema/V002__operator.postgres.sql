-- The trail is only ever added to, whoever asks.
CREATE OR REPLACE FUNCTION snaptill_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never altered or deleted', TG_TABLE_NAME USING ERRCODE = '45000';
END
$$;
DROP TRIGGER IF EXISTS audit_entry_unaltered ON audit_entry;
CREATE TRIGGER audit_entry_unaltered BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION snaptill_never();
DROP TRIGGER IF EXISTS audit_entry_kept ON audit_entry;
CREATE TRIGGER audit_entry_kept BEFORE TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION snaptill_never();
DROP TRIGGER IF EXISTS audit_link_unaltered ON audit_link;
CREATE TRIGGER audit_link_unaltered BEFORE UPDATE OR DELETE ON audit_link
  FOR EACH ROW EXECUTE FUNCTION snaptill_never();
DROP TRIGGER IF EXISTS audit_link_kept ON audit_link;
CREATE TRIGGER audit_link_kept BEFORE TRUNCATE ON audit_link
  FOR EACH STATEMENT EXECUTE FUNCTION snaptill_never();
DROP TRIGGER IF EXISTS audit_chain_unaltered ON audit_chain;
CREATE TRIGGER audit_chain_unaltered BEFORE UPDATE OR DELETE ON audit_chain
  FOR EACH ROW EXECUTE FUNCTION snaptill_never();
DROP TRIGGER IF EXISTS audit_chain_kept ON audit_chain;
CREATE TRIGGER audit_chain_kept BEFORE TRUNCATE ON audit_chain
  FOR EACH STATEMENT EXECUTE FUNCTION snaptill_never();
