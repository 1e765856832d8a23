-- mmscs

-- Vouchers whose picture is on its way by MMS and may have to be taken back: of each until it is
-- delivered, cancelled, or nobody needs it any more.
${cached} voucher_picture (
  voucher_id BIGINT PRIMARY KEY,
  cause BIGINT NOT NULL,
  due BIGINT NOT NULL,
  until BIGINT NOT NULL,
  taken BIGINT,
  outbox_id BIGINT,
  channel VARCHAR(40),
  external_id VARCHAR(100)
);
CREATE INDEX IF NOT EXISTS voucher_picture_cause ON voucher_picture (cause);

-- Messages that had ended without having arrived and that an operator had sent once more.
${cached} outbox_resent (
  outbox_id BIGINT PRIMARY KEY,
  again_id BIGINT NOT NULL,
  resent BIGINT NOT NULL
);
