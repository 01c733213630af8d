-- Bounds on what customers leave behind.

-- The transaction that ended the session. Nodes find by it what is new: it never goes back, as a clock does, and nothing is
-- skipped when a transaction with an earlier number commits late. Null: ended before this column was here.
alter table revoked_session add column ended_in xid8;
alter table revoked_session alter column ended_in set default pg_current_xact_id();
create index revoked_session_by_transaction on revoked_session (ended_in) where ended_in is not null;

-- The day that a guest was last here, so that idle ones can be forgotten. Null: kept for good, for what they bought.
alter table account add column last_seen_on date default ((now() at time zone 'utc')::date);
create index account_guest_by_last_seen on account (last_seen_on) where is_guest and last_seen_on is not null;

-- Mail sent of late, by a hash of the mailbox, of the account, or of the address that asked for it.
create table mail_allowance (
  subject bytea primary key check (octet_length(subject) = 32),
  sent    integer not null check (sent >= 1),
  since   timestamptz not null
);

create index mail_allowance_by_time on mail_allowance (since);
