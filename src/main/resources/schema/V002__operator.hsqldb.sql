-- The trail is only ever added to, whoever asks. TRUNCATE and DROP are left to whoever owns the files.
DROP TRIGGER audit_entry_unaltered IF EXISTS;
CREATE TRIGGER audit_entry_unaltered BEFORE UPDATE ON audit_entry FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the audit trail is never altered';
DROP TRIGGER audit_entry_kept IF EXISTS;
CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the audit trail is never deleted';
DROP TRIGGER audit_link_unaltered IF EXISTS;
CREATE TRIGGER audit_link_unaltered BEFORE UPDATE ON audit_link FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the audit trail is never altered';
DROP TRIGGER audit_link_kept IF EXISTS;
CREATE TRIGGER audit_link_kept BEFORE DELETE ON audit_link FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the audit trail is never deleted';
DROP TRIGGER audit_chain_unaltered IF EXISTS;
CREATE TRIGGER audit_chain_unaltered BEFORE UPDATE ON audit_chain FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the audit trail is never altered';
DROP TRIGGER audit_chain_kept IF EXISTS;
CREATE TRIGGER audit_chain_kept BEFORE DELETE ON audit_chain FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the audit trail is never deleted';
