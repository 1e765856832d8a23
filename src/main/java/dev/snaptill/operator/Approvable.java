package dev.snaptill.operator;

import io.vertx.core.Future;

/** A feature's side of an act that needs two people. */
public interface Approvable {
  /** The act's name, as in {@link Approval#act}. */
  String act();

  /** What both people must be allowed to do. */
  default Role role() {
    return Role.MONEY;
  }

  /**
   * Carries an approved act out. The unit that does so must be guarded by {@link
   * ApprovalStore#approve}, so that an act is done once and by two people, and should hold an
   * {@link AuditStore#entry}.
   *
   * @return false if it can no longer be done; the approval stays open
   */
  Future<Boolean> carryOut(Approval approval, Operator second);
}
