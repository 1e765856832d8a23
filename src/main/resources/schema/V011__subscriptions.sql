-- Refunds and subscriptions.

-- A refund is a payment the other way round; this says of which payment.
${cached} refund (
  id BIGINT PRIMARY KEY,
  payment_id BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS refund_payment ON refund (payment_id);

-- What of a payment has been given back or is on its way back, so that one guarded update decides.
-- A row from the payment's first refund on: the others pay nothing for it.
${cached} refund_use (
  payment_id BIGINT PRIMARY KEY,
  amount BIGINT NOT NULL,
  taken BIGINT NOT NULL
);
