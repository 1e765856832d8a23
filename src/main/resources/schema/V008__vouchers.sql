-- The whole family of vouchers (docs/vouchers.md). An ordinary one, fixed, general and of one use,
-- leaves all of this null.

-- The payer chooses, between least and most; amount is 0 then.
ALTER TABLE voucher ADD COLUMN IF NOT EXISTS least BIGINT;
ALTER TABLE voucher ADD COLUMN IF NOT EXISTS most BIGINT;

-- The one payer of a dedicated voucher: a party, or a sealed address.
ALTER TABLE voucher ADD COLUMN IF NOT EXISTS payer_id BIGINT;
ALTER TABLE voucher ADD COLUMN IF NOT EXISTS payer_address ${bytes};

-- Kinds of channels it may come by, separated by commas; null is any.
ALTER TABLE voucher ADD COLUMN IF NOT EXISTS channels VARCHAR(100);
ALTER TABLE voucher ADD COLUMN IF NOT EXISTS item VARCHAR(100);
ALTER TABLE voucher ADD COLUMN IF NOT EXISTS order_number VARCHAR(64);

-- What all payments together may come to; of an order, the order's row decides.
ALTER TABLE voucher ADD COLUMN IF NOT EXISTS total BIGINT;

-- Bits: 1 sealed, 2 printed.
ALTER TABLE voucher ADD COLUMN IF NOT EXISTS flags INTEGER DEFAULT 0 NOT NULL;

-- Of a voucher with a total and no order: paid and under way.
ALTER TABLE voucher_use ADD COLUMN IF NOT EXISTS total BIGINT;
ALTER TABLE voucher_use ADD COLUMN IF NOT EXISTS taken_amount BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE voucher_use ADD COLUMN IF NOT EXISTS foreign_tries INTEGER DEFAULT 0 NOT NULL;

-- A payee's order: one total, whatever vouchers carry its number.
${cached} payee_order (
  payee_id BIGINT NOT NULL,
  order_number VARCHAR(64) NOT NULL,
  currency VARCHAR(3) NOT NULL,
  total BIGINT NOT NULL,
  taken_amount BIGINT NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (payee_id, order_number)
);

-- The last payment of a payer with a voucher of several uses: the next one must know of it, so that
-- two equal texts at one moment, on two gateways, are not both paid.
${cached} voucher_turn (
  voucher_id BIGINT NOT NULL,
  payer_id BIGINT NOT NULL,
  payment_id BIGINT NOT NULL,
  PRIMARY KEY (voucher_id, payer_id)
);

-- What else than a use and the mandate's day and month it holds, as voucher.Claim writes it; mostly
-- null.
ALTER TABLE payment ADD COLUMN IF NOT EXISTS claim VARCHAR(100);

-- What was paid with printed vouchers on a day, for their own limit.
ALTER TABLE mandate ADD COLUMN IF NOT EXISTS printed_day INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE mandate ADD COLUMN IF NOT EXISTS printed_amount BIGINT DEFAULT 0 NOT NULL;
