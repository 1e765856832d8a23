-- What settlement needs beside V001.

-- The business day each bank told last, as 20261123: a restart goes on with it.
${cached} business_day (
  bank VARCHAR(40) PRIMARY KEY,
  day_number INTEGER NOT NULL
);

-- Payments whose payer was told that it takes longer: told once, also over restarts. A table of its
-- own, so that a payment that goes well pays nothing for it.
${cached} payment_notice (
  payment_id BIGINT PRIMARY KEY,
  noticed BIGINT NOT NULL
);
