-- Confirmation by reply, and what people set by text about themselves.

-- What waits for a yes, under the id of the message that asked for it. state: OPEN, USED (by the
-- message used_by), REFUSED (by NO), FAILED (wrong numbers), LAPSED. nth counts a party's on a day:
-- two asked for at one moment can't both be the same.
${cached} confirmation (
  id BIGINT PRIMARY KEY,
  party_id BIGINT NOT NULL,
  day_number INTEGER NOT NULL,
  nth INTEGER NOT NULL,
  answerer_key ${bytes} NOT NULL,
  number_key ${bytes} NOT NULL,
  content ${bytes_long} NOT NULL,
  channel VARCHAR(40) NOT NULL,
  weak INTEGER NOT NULL,
  state VARCHAR(10) NOT NULL,
  tries INTEGER NOT NULL,
  expires BIGINT NOT NULL,
  used_by BIGINT
);
CREATE UNIQUE INDEX IF NOT EXISTS confirmation_nth ON confirmation (party_id, day_number, nth);
CREATE INDEX IF NOT EXISTS confirmation_answerer ON confirmation (answerer_key, expires);
CREATE INDEX IF NOT EXISTS confirmation_expires ON confirmation (expires);

-- What a party agreed to, when, and from where: the message that said yes. Content is sealed: the
-- text, the channel and the address.
${cached} consent (
  id BIGINT PRIMARY KEY,
  party_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  content ${bytes_long} NOT NULL,
  given BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS consent_party ON consent (party_id);

-- Addresses that want nothing they did not ask for.
${cached} stopped_address (
  address_key ${bytes} PRIMARY KEY,
  stopped BIGINT NOT NULL
);

-- When a party added it by text; 0 is: enrolled by an operator.
ALTER TABLE party_address ADD COLUMN IF NOT EXISTS added BIGINT DEFAULT 0 NOT NULL;

-- What the operator allows, where the payer has asked for less; null is: as it stands.
ALTER TABLE mandate ADD COLUMN IF NOT EXISTS most_per_payment BIGINT;
ALTER TABLE mandate ADD COLUMN IF NOT EXISTS most_per_day BIGINT;
ALTER TABLE mandate ADD COLUMN IF NOT EXISTS most_per_month BIGINT;

-- Wrong codes of a day, too.
ALTER TABLE sender_block ADD COLUMN IF NOT EXISTS day_began BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE sender_block ADD COLUMN IF NOT EXISTS day_wrong INTEGER DEFAULT 0 NOT NULL;
