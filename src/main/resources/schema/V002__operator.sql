-- Who did what. Rows are only ever inserted.
${cached} audit_entry (
  id BIGINT PRIMARY KEY,
  actor VARCHAR(100) NOT NULL,
  act VARCHAR(60) NOT NULL,
  subject VARCHAR(100) NOT NULL,
  note VARCHAR(400) NOT NULL,
  entered BIGINT NOT NULL
);

-- Acts that need two people: OPEN, APPROVED or WITHDRAWN.
${cached} approval (
  id BIGINT PRIMARY KEY,
  act VARCHAR(60) NOT NULL,
  subject VARCHAR(100) NOT NULL,
  content ${bytes_long} NOT NULL,
  proposed_by VARCHAR(100) NOT NULL,
  proposed_at BIGINT NOT NULL,
  decided_by VARCHAR(100),
  decided_at BIGINT,
  state VARCHAR(10) NOT NULL
);
