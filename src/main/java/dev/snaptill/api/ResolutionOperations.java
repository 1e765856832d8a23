package dev.snaptill.api;

import dev.snaptill.operator.Approvables;
import dev.snaptill.operator.Role;
import dev.snaptill.settlement.PaymentStore;
import dev.snaptill.value.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What became of a payment that the gateway could not find out: told by two people. */
final class ResolutionOperations {
  static final String ACT = "payment.resolve";

  private final PaymentStore payments;
  private final Approvables approvables;
  private final Proposals proposals;

  ResolutionOperations(PaymentStore payments, Approvables approvables, Proposals proposals) {
    this.payments = payments;
    this.approvables = approvables;
    this.proposals = proposals;
  }

  void mount(Operations operations) {
    operations.answer("resolvePayment", Role.MONEY, this::propose);
  }

  private Future<Answer> propose(Call call) {
    JsonObject body = call.body();
    JsonObject content =
        new JsonObject()
            .put("to", body.getString("to"))
            .put("reason", Texts.plain("reason", body.getString("reason"), 200));
    if (approvables.find(ACT).isEmpty()) {
      throw ProblemException.conflict("not-possible", "This gateway can't do " + ACT);
    }
    return payments
        .byId(call.id("id"))
        .compose(
            found -> {
              var payment = found.orElseThrow(() -> ProblemException.notFound("payment"));
              if (!payment.state().name().equals("MANUAL")) {
                throw ProblemException.conflict(
                    "not-manual", "Only a payment in manual is decided by people");
              }
              return proposals.propose(call, ACT, Ids.text(payment.id()), content);
            })
        .map(Proposals::accepted);
  }
}
