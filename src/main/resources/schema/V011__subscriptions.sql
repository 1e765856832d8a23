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

-- What makes a voucher one for subscribing: its amount is what each debit comes to, or, with the
-- period ITEM, at most.
${cached} subscription_plan (
  voucher_id BIGINT PRIMARY KEY,
  period VARCHAR(5) NOT NULL,
  zone VARCHAR(40) NOT NULL
);

-- A payer's standing authorisation. Its id is also that of the voucher that its debits pay, which
-- nobody can send. due is when somebody has to look at it next, and null if nobody has to; each
-- change counts step on, so that of two only one takes place.
${cached} subscription (
  id BIGINT PRIMARY KEY,
  plan_id BIGINT NOT NULL,
  number INTEGER NOT NULL,
  payer_id BIGINT NOT NULL,
  payee_id BIGINT NOT NULL,
  period VARCHAR(5) NOT NULL,
  zone VARCHAR(40) NOT NULL,
  anchor INTEGER NOT NULL,
  item VARCHAR(100),
  amount BIGINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  state VARCHAR(10) NOT NULL,
  reason VARCHAR(40),
  occurrence INTEGER NOT NULL,
  stage VARCHAR(6) NOT NULL,
  since BIGINT NOT NULL,
  due BIGINT,
  payment_id BIGINT NOT NULL,
  step INTEGER NOT NULL,
  consented BIGINT NOT NULL,
  consent_message BIGINT NOT NULL,
  consent_channel VARCHAR(40) NOT NULL,
  consent_text VARCHAR(500) NOT NULL
);
CREATE INDEX IF NOT EXISTS subscription_due ON subscription (due);
CREATE UNIQUE INDEX IF NOT EXISTS subscription_number ON subscription (payer_id, number);
CREATE INDEX IF NOT EXISTS subscription_payee ON subscription (payee_id, consented);
